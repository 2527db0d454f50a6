package dev.tadashi.formats.text;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Learns the columns' types from all values of a file, and refuses records of another width. */
final class CsvInference implements Fields {
  private final TableFile file;
  private final List<String> names;
  private final List<ValueKinds> kinds = new ArrayList<>();
  private final Utf8 utf8 = new Utf8();

  CsvInference(TableFile file, List<String> names) {
    this.file = file;
    this.names = names;
    IntegerText integers = new IntegerText();
    DoubleText doubles = new DoubleText();
    TimeText times = new TimeText();
    names.forEach(name -> kinds.add(new ValueKinds(integers, doubles, times)));
  }

  @Override
  public boolean wants(int column) {
    return column < names.size();
  }

  @Override
  public void field(int column, byte[] text, int length, boolean quoted, long line) {
    if (length == 0) {
      if (quoted) {
        kinds.get(column).addEmpty();
      }
      return;
    }
    if (!utf8.isValid(text, length)) {
      throw FileErrors.line(file, line, "column '" + names.get(column) + "' is not UTF-8")
          .at("column", names.get(column));
    }
    kinds.get(column).add(text, 0, length);
  }

  /** Fails when the record has not one value for each column. */
  void requireWidth(long line, int count) {
    if (count != names.size()) {
      throw ragged(line, count);
    }
  }

  private TadashiException ragged(long line, int count) {
    String column =
        count < names.size()
            ? "column '" + names.get(count) + "' is missing"
            : "there is no name for column " + (names.size() + 1);
    String counts = "has %d values for %d columns: %s".formatted(count, names.size(), column);
    return FileErrors.line(file, line, counts)
        .at("column", count < names.size() ? names.get(count) : String.valueOf(names.size() + 1));
  }

  Schema schema() {
    return new Schema(
        IntStream.range(0, names.size())
            .mapToObj(i -> Field.of(names.get(i), kinds.get(i).type()))
            .toList());
  }
}
