package dev.tadashi.formats.text;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.TableFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of records into the wanted columns. An empty value without quotes is null; with
 * quotes it is an empty text.
 */
final class CsvValues implements Fields {
  private final TableFile file;
  private final boolean fromStart;
  private final List<@Nullable ColumnChunk> targets = new ArrayList<>();

  /**
   * @param fromStart whether lines are counted from the file's first
   */
  CsvValues(TableFile file, boolean fromStart, List<String> names, TextRows rows) {
    this.file = file;
    this.fromStart = fromStart;
    names.forEach(name -> targets.add(rows.column(name)));
  }

  @Override
  public boolean wants(int column) {
    return column < targets.size() && targets.get(column) != null;
  }

  @Override
  public void field(int column, byte[] text, int length, boolean quoted, long line) {
    ColumnChunk chunk = targets.get(column);
    if (chunk == null) {
      return;
    }
    if (length == 0 && !quoted) {
      chunk.addNull();
    } else if (!chunk.addLoose(text, 0, length)) {
      String value = new String(text, 0, Math.min(length, 40), StandardCharsets.UTF_8);
      String name = chunk.field().name();
      String why =
          "'%s' in column '%s' is no %s".formatted(value, name, chunk.field().type().text());
      throw (fromStart ? FileErrors.line(file, line, "has " + why) : FileErrors.corrupt(file, why))
          .at("column", name);
    }
  }
}
