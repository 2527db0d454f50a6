package dev.tadashi.formats.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;

/** Reads the objects of blocks of lines, one in each line; blank lines are passed over. */
final class JsonObjects {
  private static final int DEPTH = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
          .build();

  private final TableFile file;
  private final JsonFields fields;

  JsonObjects(TableFile file, JsonFields fields) {
    this.file = file;
    this.fields = fields;
  }

  /** Reads all objects of the block and counts them. */
  long read(LineBlocks block) throws IOException {
    try (JsonParser parser = JSON.createParser(block.bytes(), 0, block.length())) {
      return read(block, parser);
    }
  }

  private long read(LineBlocks block, JsonParser parser) throws IOException {
    long objects = 0;
    long lastLine = block.line() - 1;
    try {
      while (parser.nextToken() != null) {
        long line = line(block, parser);
        requireStart(parser, line, lastLine);
        object(parser, line);
        lastLine = line(block, parser);
        if (lastLine != line) {
          throw FileErrors.line(file, line, "is no whole JSON object");
        }
        objects++;
      }
      return objects;
    } catch (JsonProcessingException e) {
      long line = block.line() + parser.currentLocation().getLineNr() - 1;
      throw FileErrors.line(file, line, "is no JSON: " + e.getOriginalMessage());
    }
  }

  private static long line(LineBlocks block, JsonParser parser) {
    return block.line() + parser.currentTokenLocation().getLineNr() - 1;
  }

  private void requireStart(JsonParser parser, long line, long lastLine) {
    if (parser.currentToken() == JsonToken.START_ARRAY && line == 1) {
      throw FileErrors.corrupt(file, "it is a JSON array, not an object in each line");
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw FileErrors.line(file, line, "is no JSON object");
    }
    if (line == lastLine) {
      throw FileErrors.line(file, line, "holds more than one JSON object");
    }
  }

  private void object(JsonParser parser, long line) throws IOException {
    long start = parser.currentTokenLocation().getByteOffset();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      fields.value(name, parser, line);
    }
    fields.endObject((int) (parser.currentTokenLocation().getByteOffset() - start));
  }
}
