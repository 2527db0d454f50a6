package dev.tadashi.model.expr;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Literals in JSON: {@code {"lit": value, "type": "int64"}}. Without a type, true/false is bool, a
 * whole number int64 (or a decimal beyond it), another number float64, a text varchar, null null.
 * Decimals, dates, timestamps, NaN, infinities and -0.0 are texts; bytes are base64.
 */
final class LiteralCodec {
  private LiteralCodec() {}

  static final class Writer extends JsonSerializer<Literal> {
    @Override
    public void serialize(Literal literal, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject();
      out.writeFieldName("lit");
      writeValue(literal, out);
      out.writeStringField("type", literal.type().text());
      out.writeEndObject();
    }

    private static void writeValue(Literal literal, JsonGenerator out) throws IOException {
      switch (literal.value()) {
        case null -> out.writeNull();
        case Boolean b -> out.writeBoolean(b);
        case Double d when Double.isFinite(d) && !d.equals(-0.0) -> out.writeNumber(d);
        case Long n when literal.type().isInteger() -> out.writeNumber(n);
        default -> out.writeString(text(literal));
      }
    }
  }

  static final class Reader extends JsonDeserializer<Literal> {
    @Override
    public Literal deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return read(context.readTree(in));
    }
  }

  /** Reads {@code {"lit": ..., "type": ...}}; any other field is refused by name. */
  static Literal read(JsonNode node) {
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!name.equals("lit") && !name.equals("type")) {
            throw new TadashiException(
                    ErrorCode.UNKNOWN_FIELD, "a literal has no field '" + name + "'")
                .at("field", name);
          }
        });
    JsonNode value = node.get("lit");
    if (value == null) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "a literal needs the field 'lit'");
    }
    JsonNode type = node.get("type");
    if (type == null) {
      return untyped(value);
    }
    if (!type.isTextual()) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "a literal's type is a text")
          .at("field", "type");
    }
    return typed(DataType.parse(type.textValue()), value);
  }

  private static Literal untyped(JsonNode value) {
    if (value.isNull()) {
      return Literal.ofNull(SimpleType.NULL);
    } else if (value.isBoolean()) {
      return Literal.of(value.booleanValue());
    } else if (value.isIntegralNumber()) {
      return value.canConvertToLong()
          ? Literal.of(value.longValue())
          : Literals.decimal(value.decimalValue());
    } else if (value.isNumber()) {
      return Literal.of(value.doubleValue());
    } else if (value.isTextual()) {
      return Literal.of(value.textValue());
    }
    throw new TadashiException(
        ErrorCode.INVALID_ARGUMENT, "a literal is true, false, a number, a text or null");
  }

  private static Literal typed(DataType type, JsonNode value) {
    if (value.isNull()) {
      return Literal.ofNull(type);
    } else if (value.isBoolean() && type == SimpleType.BOOL) {
      return Literal.of(value.booleanValue());
    } else if (value.isNumber() && type.isNumeric()) {
      return Literals.number(value.decimalValue(), type);
    } else if (value.isTextual()) {
      return Literals.parse(value.textValue(), type);
    }
    throw Literals.invalid(value.toString(), type);
  }

  /** The text form of a value, which {@link Literals#parse} reads back. */
  static String text(Literal literal) {
    @Nullable Object value = literal.value();
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
      case BigDecimal decimal -> decimal.toPlainString();
      case Long n when literal.type().isTemporal() -> Temporals.text(n, literal.type());
      default -> value.toString();
    };
  }
}
