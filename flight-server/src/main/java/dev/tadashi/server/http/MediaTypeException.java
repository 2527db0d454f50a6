package dev.tadashi.server.http;

/** A write whose body is not declared as JSON; answered with 415. */
final class MediaTypeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MediaTypeException(String type) {
    super("the content type is '" + type + "', a write needs application/json");
  }
}
