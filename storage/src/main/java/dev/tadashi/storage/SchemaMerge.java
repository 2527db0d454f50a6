package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The one schema of a table's files: all their columns by name, in the order in which they first
 * appear, each of the narrowest type that holds the values of all files; then the columns of the
 * paths, which take the place of file columns of their names. A column that some file lacks is
 * nullable.
 */
public final class SchemaMerge {
  private final TypeMerge types;
  private final List<FileInfo> files;
  private final Map<String, Merged> columns = new LinkedHashMap<>();

  /** Names by their lower case: two that differ in nothing else are more likely one. */
  private final Map<String, String> spellings = new LinkedHashMap<>();

  private static final class Merged {
    Field field;
    int files;

    Merged(Field field) {
      this.field = field;
    }
  }

  private SchemaMerge(TypeMerge types, List<FileInfo> files) {
    this.types = types;
    this.files = files;
  }

  /** The common schema, or an error that names the odd file and the column. */
  public static Schema common(String format, List<FileInfo> files) {
    if (files.isEmpty()) {
      throw new TadashiException(ErrorCode.FILE_NOT_FOUND, "a table needs at least one file");
    }
    SchemaMerge merge = new SchemaMerge(TypeMerge.of(format), files);
    Map<Schema, Integer> counts = new LinkedHashMap<>();
    files.forEach(file -> counts.merge(file.schema(), 1, Integer::sum));
    Set<Schema> merged = new HashSet<>();
    for (FileInfo file : files) {
      if (merged.add(file.schema())) {
        merge.add(file, counts.getOrDefault(file.schema(), 0));
      }
    }
    return merge.schema();
  }

  private void add(FileInfo file, int times) {
    for (Field field : file.schema().fields()) {
      Merged known = columns.get(field.name());
      if (known == null) {
        requireNewSpelling(file, field.name());
        known = new Merged(field);
        columns.put(field.name(), known);
      } else {
        known.field = both(known.field, field);
      }
      known.files += times;
    }
  }

  private Field both(Field known, Field found) {
    boolean nullable = known.nullable() || found.nullable();
    return types
        .common(known.type(), found.type())
        .map(type -> new Field(known.name(), type, nullable))
        .orElseThrow(() -> differs(known.name()));
  }

  /** A file that has both spellings itself means two columns. */
  private void requireNewSpelling(FileInfo file, String name) {
    String other = spellings.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
    boolean both = file.schema().fields().stream().anyMatch(f -> f.name().equals(other));
    if (other != null && !both) {
      throw odd(file, name, "it is '" + other + "' in the table's other files");
    }
  }

  private Schema schema() {
    List<Field> fromPaths = PathSchema.of(files.stream().map(file -> file.file().path()).toList());
    List<Field> fields = new ArrayList<>();
    for (Merged column : columns.values()) {
      String name = column.field.name();
      if (fromPaths.stream().noneMatch(key -> key.name().equalsIgnoreCase(name))) {
        boolean nullable = column.field.nullable() || column.files < files.size();
        fields.add(new Field(name, column.field.type(), nullable));
      }
    }
    fields.addAll(fromPaths);
    return new Schema(fields);
  }

  /** Of a column whose types do not go together: the first file that is not like most. */
  private TadashiException differs(String column) {
    Map<FileInfo, Field> found = new LinkedHashMap<>();
    for (FileInfo file : files) {
      file.schema().fields().stream()
          .filter(field -> field.name().equals(column))
          .forEach(field -> found.put(file, field));
    }
    String usual = Usual.of(found.values().stream().map(field -> field.type().text()).toList());
    Field typical =
        found.values().stream()
            .filter(field -> field.type().text().equals(usual))
            .findFirst()
            .orElseThrow();
    return found.entrySet().stream()
        .filter(e -> types.common(typical.type(), e.getValue().type()).isEmpty())
        .findFirst()
        .or(() -> found.entrySet().stream().filter(e -> e.getValue() != typical).findFirst())
        .map(e -> odd(e.getKey(), column, mismatch(e.getValue(), usual)))
        .orElseThrow();
  }

  private static String mismatch(Field odd, String usual) {
    return "it is %s, which does not go together with %s in the table's other files"
        .formatted(odd.type().text(), usual);
  }

  private static TadashiException odd(FileInfo file, String column, String why) {
    String path = file.file().path();
    return new TadashiException(
            ErrorCode.UNSUPPORTED, "column '%s' of '%s' differs: %s".formatted(column, path, why))
        .at("file", path)
        .at("column", column)
        .hint("write the file again with the columns of the others, or move it to another folder");
  }
}
