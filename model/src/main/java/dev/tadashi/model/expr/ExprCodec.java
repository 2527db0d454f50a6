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
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** {@link Expr} in JSON; the form is told by which of col, lit and op is there. */
final class ExprCodec {
  private static final String FORMS =
      "an expression is {\"col\": name}, {\"lit\": value} or {\"op\": name, \"args\": [...]}";

  private ExprCodec() {}

  static final class Writer extends JsonSerializer<Expr> {
    @Override
    public void serialize(Expr expr, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      switch (expr) {
        case Expr.Constant(Literal literal) -> provider.defaultSerializeValue(literal, out);
        case Expr.Column(String name) -> {
          out.writeStartObject();
          out.writeStringField("col", name);
          out.writeEndObject();
        }
        case Expr.Call(String op, List<Expr> args) -> {
          out.writeStartObject();
          out.writeStringField("op", op);
          out.writeArrayFieldStart("args");
          for (Expr arg : args) {
            serialize(arg, out, provider);
          }
          out.writeEndArray();
          out.writeEndObject();
        }
      }
    }
  }

  static final class Reader extends JsonDeserializer<Expr> {
    @Override
    public Expr deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return read(context.readTree(in));
    }
  }

  static Expr read(JsonNode node) {
    if (!node.isObject()) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, FORMS);
    } else if (node.has("col")) {
      only(node, "col", "col");
      return new Expr.Column(text(node, "col"));
    } else if (node.has("lit")) {
      return new Expr.Constant(LiteralCodec.read(node));
    } else if (node.has("op")) {
      only(node, "op", "args");
      return new Expr.Call(text(node, "op"), args(node));
    }
    throw new TadashiException(ErrorCode.INVALID_ARGUMENT, FORMS);
  }

  private static List<Expr> args(JsonNode node) {
    JsonNode args = node.get("args");
    if (args == null || !args.isArray()) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'args' is a list of expressions")
          .at("op", text(node, "op"));
    }
    List<Expr> out = new ArrayList<>();
    args.forEach(arg -> out.add(read(arg)));
    return out;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (!value.isTextual()) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'" + field + "' is a text")
          .at("field", field);
    }
    return value.textValue();
  }

  private static void only(JsonNode node, String first, String second) {
    Iterator<String> names = node.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!name.equals(first) && !name.equals(second)) {
        throw new TadashiException(
                ErrorCode.UNKNOWN_FIELD, "an expression with '" + first + "' has no '" + name + "'")
            .at("field", name);
      }
    }
  }
}
