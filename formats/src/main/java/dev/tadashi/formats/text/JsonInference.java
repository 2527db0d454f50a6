package dev.tadashi.formats.text;

import com.fasterxml.jackson.core.JsonParser;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Learns the columns and their types from all objects of a file. */
final class JsonInference implements JsonFields {
  private static final int MAX_COLUMNS = 100_000;

  private final TableFile file;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final IntegerText integers = new IntegerText();
  private final DoubleText doubles = new DoubleText();
  private final TimeText times = new TimeText();
  private long objects;

  private static final class Column {
    private final ValueKinds kinds;
    private long lastObject = -1;

    Column(ValueKinds kinds) {
      this.kinds = kinds;
    }
  }

  JsonInference(TableFile file) {
    this.file = file;
  }

  @Override
  public void value(String name, JsonParser value, long line) throws IOException {
    ValueKinds column = column(name, line);
    switch (value.currentToken()) {
      case START_OBJECT, START_ARRAY -> {
        column.addNested();
        value.skipChildren();
      }
      case VALUE_TRUE, VALUE_FALSE -> column.addBool();
      case VALUE_NULL -> {}
      case VALUE_STRING -> addString(column, value);
      default -> addNumber(column, value);
    }
  }

  private ValueKinds column(String name, long line) {
    Column column = columns.computeIfAbsent(name, added -> newColumn());
    if (columns.size() > MAX_COLUMNS) {
      throw FileErrors.line(file, line, "brings the columns to over " + MAX_COLUMNS);
    }
    if (column.lastObject == objects) {
      throw FileErrors.line(file, line, "has '" + name + "' twice").at("column", name);
    }
    column.lastObject = objects;
    return column.kinds;
  }

  private Column newColumn() {
    return new Column(new ValueKinds(integers, doubles, times));
  }

  private static void addString(ValueKinds column, JsonParser value) throws IOException {
    if (!column.isText()) {
      byte[] text = value.getText().getBytes(StandardCharsets.UTF_8);
      column.addString(text, 0, text.length);
    }
  }

  private static void addNumber(ValueKinds column, JsonParser value) throws IOException {
    if (!column.isText()) {
      byte[] text = value.getText().getBytes(StandardCharsets.UTF_8);
      column.isNumber(text, 0, text.length);
    }
  }

  @Override
  public void endObject(int bytes) {
    objects++;
  }

  Schema schema() {
    return new Schema(
        columns.entrySet().stream()
            .map(entry -> Field.of(entry.getKey(), entry.getValue().kinds.type()))
            .toList());
  }
}
