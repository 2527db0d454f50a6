package dev.tadashi.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as problem documents (RFC 9457) that also carry the numbered error's own fields. */
final class Problems {
  static final String MEDIA_TYPE = "application/problem+json";
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  static void answer(Exception failure, Context context) {
    if (context.res().isCommitted()) {
      // The head of the answer is gone: only a broken connection tells the client.
      ServletContextRequest.getServletContextRequest(context.req())
          .getServletChannel()
          .abort(failure);
      return;
    }
    switch (failure) {
      case MediaTypeException media ->
          write(
              context,
              415,
              new TadashiException(ErrorCode.INVALID_ARGUMENT, String.valueOf(media.getMessage()))
                  .at("header", "content-type")
                  .hint("send the header content-type: " + media.wanted())
                  .detail());
      case HttpResponseException http -> write(context, http.getStatus(), unexpected(http));
      default -> answer(TadashiException.wrap(failure), context);
    }
  }

  private static void answer(TadashiException failure, Context context) {
    if (failure.code().errorClass() == ErrorClass.INTERNAL) {
      LOG.error("{} {} failed", context.method(), context.path(), failure);
    }
    write(context, failure.code().httpStatus(), failure.detail());
  }

  private static ErrorDetail unexpected(HttpResponseException http) {
    ErrorCode code =
        http.getStatus() == 413 ? ErrorCode.BODY_TOO_LARGE : ErrorCode.INVALID_ARGUMENT;
    return new TadashiException(code, String.valueOf(http.getMessage())).detail();
  }

  static void unknownRoute(Context context) {
    TadashiException failure =
        new TadashiException(
                ErrorCode.UNKNOWN_OPERATION,
                "there is no " + context.method().name() + " " + context.path())
            .at("path", context.path())
            .hint("/openapi.json lists the routes");
    write(context, 404, failure.detail());
  }

  private static void write(Context context, int status, ErrorDetail detail) {
    ObjectNode problem = Json.mapper().createObjectNode();
    problem.put("type", "urn:tadashi:error:" + detail.code());
    problem.put("title", detail.errorCode().meaning());
    problem.put("status", status);
    problem.put("detail", detail.message());
    problem.setAll((ObjectNode) Json.tree(detail));
    context.status(status).contentType(MEDIA_TYPE).result(Json.bytes(problem));
    if (status == 401) {
      context.header("WWW-Authenticate", "Bearer");
    }
  }
}
