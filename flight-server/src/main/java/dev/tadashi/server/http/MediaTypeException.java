package dev.tadashi.server.http;

import java.util.List;

/** A write whose body is not declared as what it has to be; answered with 415. */
final class MediaTypeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String header;

  MediaTypeException(String type) {
    super("the content type is '" + type + "', a write needs application/json");
    this.header = "application/json";
  }

  /** For a body of other types than JSON. */
  MediaTypeException(String type, List<String> types) {
    super("the content type is '" + type + "', and rows come as " + String.join(", ", types));
    this.header = types.getFirst();
  }

  /** A content type that would do. */
  String wanted() {
    return header;
  }
}
