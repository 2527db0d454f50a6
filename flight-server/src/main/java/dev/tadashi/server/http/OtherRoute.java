package dev.tadashi.server.http;

import dev.tadashi.model.error.ErrorCode;
import java.util.List;

/**
 * A route that is no operation, for the documentation.
 *
 * @param name its operationId
 * @param mediaTypes of the answer
 * @param headers it looks at
 * @param errors it may answer beyond those of every request
 * @param bodies media types of the body; none: it is read by GET
 */
record OtherRoute(
    String path,
    String name,
    String doc,
    List<String> mediaTypes,
    List<String> headers,
    List<ErrorCode> errors,
    List<String> bodies) {

  /** A route that is read. */
  OtherRoute(
      String path,
      String name,
      String doc,
      List<String> mediaTypes,
      List<String> headers,
      List<ErrorCode> errors) {
    this(path, name, doc, mediaTypes, headers, errors, List.of());
  }
}
