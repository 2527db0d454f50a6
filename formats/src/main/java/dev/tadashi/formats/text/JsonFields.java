package dev.tadashi.formats.text;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Takes the values of objects one after the other. */
interface JsonFields {
  /**
   * A value, at whose first token the parser is; when that begins a nested value, the parser is at
   * its end afterwards.
   *
   * @param line where the object is
   */
  void value(String name, JsonParser value, long line) throws IOException;

  /** The end of an object of so many bytes. */
  void endObject(int bytes) throws IOException;
}
