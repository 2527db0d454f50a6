package dev.tadashi.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.flight.op.Operation;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation's request as JSON, from the body of a write or the query of a read, with the parts
 * of the path as fields. Texts of the query are given the types of their fields, so that the same
 * strict reader judges both doors.
 */
final class RequestBody {
  /** Bytes of a body that is too large for which its end is waited for. */
  private static final long MOST_DROPPED = 64L << 20;

  private final Operation<?, ?> operation;
  private final Context context;

  private RequestBody(Operation<?, ?> operation, Context context) {
    this.operation = operation;
    this.context = context;
  }

  static byte[] of(Operation<?, ?> operation, Context context) throws IOException {
    return new RequestBody(operation, context).json();
  }

  private byte[] json() throws IOException {
    boolean write = context.method().name().equals("POST");
    if (write && !context.queryParamMap().isEmpty()) {
      throw unknown(context.queryParamMap().keySet().iterator().next());
    }
    if (write && context.pathParamMap().isEmpty()) {
      return body();
    }
    ObjectNode fields = write ? object(body()) : query();
    context.pathParamMap().forEach((name, value) -> fields.put(name, value));
    return Json.bytes(fields);
  }

  private byte[] body() throws IOException {
    requireJson(context.contentType());
    try (InputStream in = context.req().getInputStream()) {
      if (context.req().getContentLengthLong() > Json.MAX_BODY_BYTES) {
        throw tooLarge(in);
      }
      byte[] body = in.readNBytes(Json.MAX_BODY_BYTES + 1);
      if (body.length > Json.MAX_BODY_BYTES) {
        throw tooLarge(in);
      }
      return body;
    }
  }

  /**
   * Lets the rest pass by, up to a limit: a client that is cut off while it sends would not see the
   * answer.
   */
  private static TadashiException tooLarge(InputStream in) throws IOException {
    byte[] dropped = new byte[1 << 16];
    for (long left = MOST_DROPPED; left > 0; ) {
      int count = in.read(dropped);
      left = count < 0 ? 0 : left - count;
    }
    return new TadashiException(ErrorCode.BODY_TOO_LARGE, "the body is over 16 MiB");
  }

  private static void requireJson(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].trim();
    if (!type.equalsIgnoreCase("application/json")) {
      throw new MediaTypeException(type);
    }
  }

  private static ObjectNode object(byte[] body) {
    JsonNode node = Json.read(body, JsonNode.class);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new TadashiException(ErrorCode.INVALID_JSON, "a JSON object is expected");
  }

  private ObjectNode query() {
    Map<String, RecordComponent> fields = RecordFields.of(operation.request());
    ObjectNode node = Json.mapper().createObjectNode();
    context
        .queryParamMap()
        .forEach((name, values) -> {
          RecordComponent field = fields.get(name);
          if (field == null || context.pathParamMap().containsKey(name)) {
            throw unknown(name);
          }
          if (field.getType() == List.class) {
            values.forEach(node.withArray(name)::add);
          } else {
            put(node, name, single(name, values), field.getType());
          }
        });
    return node;
  }

  private static void put(ObjectNode node, String name, String value, Class<?> type) {
    try {
      if (type == Boolean.class && (value.equals("true") || value.equals("false"))) {
        node.put(name, Boolean.parseBoolean(value));
      } else if (type == Integer.class || type == Long.class) {
        node.put(name, Long.parseLong(value));
      } else {
        node.put(name, value);
      }
    } catch (NumberFormatException e) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'" + value + "' is not a whole number", e)
          .at("field", name);
    }
  }

  private static String single(String name, List<String> values) {
    if (values.size() != 1) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'" + name + "' is given " + values.size() + " times")
          .at("field", name);
    }
    return values.getFirst();
  }

  private TadashiException unknown(String name) {
    return new TadashiException(ErrorCode.UNKNOWN_FIELD, "there is no parameter '" + name + "'")
        .at("field", name)
        .hint("fields: " + String.join(", ", RecordFields.of(operation.request()).keySet()));
  }
}
