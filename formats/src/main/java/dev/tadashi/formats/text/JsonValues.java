package dev.tadashi.formats.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Puts the values of objects into the wanted columns. */
final class JsonValues implements JsonFields {
  private final TableFile file;
  private final TextRows rows;

  JsonValues(TableFile file, TextRows rows) {
    this.file = file;
    this.rows = rows;
  }

  @Override
  public void value(String name, JsonParser value, long line) throws IOException {
    ColumnChunk chunk = rows.column(name);
    if (chunk == null) {
      value.skipChildren();
    } else if (chunk.rows() > rows.rows()) {
      throw FileErrors.line(file, line, "has '" + name + "' twice").at("column", name);
    } else if (value.currentToken() == JsonToken.VALUE_NULL) {
      chunk.addNull();
    } else {
      add(chunk, value, line);
    }
  }

  private void add(ColumnChunk chunk, JsonParser value, long line) throws IOException {
    byte[] text = value.getText().getBytes(StandardCharsets.UTF_8);
    boolean nested = value.currentToken().isStructStart();
    if (nested || !chunk.add(text, 0, text.length)) {
      throw wrongType(chunk, line);
    }
  }

  private TadashiException wrongType(ColumnChunk chunk, long line) {
    String name = chunk.field().name();
    String why = "has a '" + name + "' that is no " + chunk.field().type().text();
    return FileErrors.line(file, line, why).at("column", name);
  }

  @Override
  public void endObject(int bytes) throws IOException {
    rows.endRow(bytes);
  }
}
