package dev.tadashi.model.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Reads and writes records as JSON. Two readers: {@link #read} for clients is strict about unknown
 * fields and types; {@link #readPeer} for our own processes and files skips fields it does not
 * know, so that a newer peer can be understood.
 */
public final class Json {
  /** Longest body that is read from a client. */
  public static final int MAX_BODY_BYTES = 16 << 20;

  private static final int MAX_DEPTH = 200;

  private static final ObjectMapper STRICT = mapper(true);
  private static final ObjectMapper PEER = mapper(false);

  private Json() {}

  /** The strict mapper, for callers that stream or build trees. */
  public static ObjectMapper mapper() {
    return STRICT;
  }

  private static ObjectMapper mapper(boolean strict) {
    int maxString = strict ? MAX_BODY_BYTES : Integer.MAX_VALUE;
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(maxString)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, strict)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .serializationInclusion(JsonInclude.Include.NON_NULL)
        .addModule(new TimeModule())
        .build();
  }

  /** A client's body as a record; every fault is a numbered error that names the field. */
  public static <T> T read(byte[] body, Class<T> type) {
    if (body.length > MAX_BODY_BYTES) {
      throw new TadashiException(
          ErrorCode.BODY_TOO_LARGE,
          "the body has " + body.length + " bytes, at most 16 MiB are read");
    }
    byte[] json = body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body;
    try {
      T value = STRICT.readValue(json, type);
      if (value == null) {
        throw new TadashiException(ErrorCode.INVALID_JSON, "a JSON object is expected, not null");
      }
      RequiredFields.check(value);
      return value;
    } catch (IOException e) {
      throw JsonErrors.translate(e);
    }
  }

  /** What one of our own processes wrote. */
  public static <T> T readPeer(byte[] json, Class<T> type) {
    try {
      return PEER.readValue(json, type);
    } catch (IOException e) {
      throw new TadashiException(
          ErrorCode.PROTOCOL, "cannot read a " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  public static <T> T readPeer(String json, Class<T> type) {
    return readPeer(json.getBytes(StandardCharsets.UTF_8), type);
  }

  public static byte[] bytes(Object value) {
    try {
      return STRICT.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new TadashiException(ErrorCode.INTERNAL, "cannot write JSON: " + e.getMessage(), e);
    }
  }

  public static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  public static JsonNode tree(Object value) {
    return STRICT.valueToTree(value);
  }

  /** Errors of Jackson as numbered errors with the path of the field. */
  private static final class JsonErrors {
    static TadashiException translate(IOException failure) {
      for (Throwable t = failure; t != null; t = t.getCause()) {
        if (t instanceof TadashiException ours) {
          return ours;
        }
      }
      return switch (failure) {
        case UnrecognizedPropertyException unknown ->
            new TadashiException(
                    ErrorCode.UNKNOWN_FIELD,
                    "there is no field '" + unknown.getPropertyName() + "'")
                .at("field", path(unknown))
                .hint("fields: " + known(unknown));
        case JsonMappingException mapping ->
            new TadashiException(ErrorCode.INVALID_ARGUMENT, mapping.getOriginalMessage(), mapping)
                .at("field", path(mapping));
        case JsonProcessingException syntax ->
            new TadashiException(ErrorCode.INVALID_JSON, syntax.getOriginalMessage(), syntax)
                .at("position", position(syntax));
        default -> new TadashiException(ErrorCode.INVALID_JSON, failure.toString(), failure);
      };
    }

    private static String position(JsonProcessingException e) {
      return e.getLocation() == null
          ? "unknown"
          : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    }

    private static String path(JsonMappingException e) {
      return e.getPath().stream()
          .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
          .collect(Collectors.joining("."));
    }

    private static String known(UnrecognizedPropertyException e) {
      return e.getKnownPropertyIds() == null
          ? ""
          : e.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
    }
  }
}
