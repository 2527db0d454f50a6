package dev.tadashi.model.type;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a table or of a plan's output, in order. Names match exactly, then ignoring case.
 */
public record Schema(List<Field> fields) {
  public Schema {
    fields = List.copyOf(fields);
  }

  /** The same columns under other names, one for each. */
  public Schema renamed(List<String> names) {
    if (names.size() != fields.size()) {
      throw new IllegalArgumentException(names.size() + " names for " + fields.size() + " columns");
    }
    List<Field> renamed = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      renamed.add(new Field(names.get(i), fields.get(i).type(), fields.get(i).nullable()));
    }
    return new Schema(renamed);
  }

  public int size() {
    return fields.size();
  }

  public Field field(int index) {
    return fields.get(index);
  }

  /** Position of the column, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Position of the column; an unknown one is an error that names it and what there is. */
  public int require(String name) {
    int index = indexOf(name);
    if (index >= 0) {
      return index;
    }
    throw new TadashiException(ErrorCode.UNKNOWN_COLUMN, "there is no column '" + name + "'")
        .at("column", name)
        .hint("columns: " + preview());
  }

  private String preview() {
    List<String> names = fields.stream().limit(30).map(Field::name).toList();
    return String.join(", ", names) + (fields.size() > 30 ? ", ..." : "");
  }
}
