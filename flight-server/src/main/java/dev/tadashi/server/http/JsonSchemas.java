package dev.tadashi.server.http;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.expr.Expr;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.spec.AggregateSpec;
import dev.tadashi.model.spec.KeyItem;
import dev.tadashi.model.type.DataType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of records, each named once under {@code components}. */
final class JsonSchemas {
  private final ObjectNode named = Json.mapper().createObjectNode();

  /** All named schemas so far. */
  ObjectNode named() {
    return named;
  }

  ObjectNode of(Type type) {
    return switch (type) {
      case ParameterizedType generic -> generic(generic);
      case Class<?> plain -> ofClass(plain);
      default -> throw new IllegalArgumentException("no schema for " + type);
    };
  }

  private ObjectNode generic(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Map.class) {
      ObjectNode map = simple("object", null);
      map.set("additionalProperties", of(arguments[1]));
      return map;
    }
    ObjectNode list = simple("array", null);
    list.set("items", of(arguments[0]));
    return list;
  }

  private ObjectNode ofClass(Class<?> type) {
    if (type == String.class || type == Duration.class) {
      return simple("string", null);
    } else if (type == Instant.class) {
      return simple("string", "date-time");
    } else if (type == byte[].class) {
      return simple("string", "byte");
    } else if (type == boolean.class || type == Boolean.class) {
      return simple("boolean", null);
    } else if (type == double.class || type == Double.class) {
      return simple("number", "double");
    } else if (type == int.class || type == Integer.class) {
      return simple("integer", "int32");
    } else if (type == long.class || type == Long.class) {
      return simple("integer", "int64");
    } else if (type.isEnum()) {
      return choice(type);
    }
    return composite(type);
  }

  private ObjectNode composite(Class<?> type) {
    if (type == Expr.class) {
      return simple("object", null)
          .put(
              "description",
              "{\"col\": name}, {\"lit\": value} or {\"op\": name, \"args\": [...]}");
    } else if (type == Literal.class) {
      return simple("object", null)
          .put("description", "{\"lit\": value}, with \"type\" when the value's own will not do");
    } else if (type == DataType.class || isText(type)) {
      return simple("string", null);
    } else if (type == KeyItem.class) {
      ObjectNode either = Json.mapper().createObjectNode();
      either.putArray("oneOf").add(simple("string", null)).add(reference(type));
      return either;
    }
    return reference(type);
  }

  /** Records that are one text in JSON. */
  private static boolean isText(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .anyMatch(method -> method.isAnnotationPresent(JsonValue.class) && returnsText(method));
  }

  private static boolean returnsText(Method method) {
    return method.getReturnType() == String.class;
  }

  private static ObjectNode choice(Class<?> type) {
    ObjectNode schema = simple("string", null);
    ArrayNode values = schema.putArray("enum");
    for (Object constant : type.getEnumConstants()) {
      values.add(Json.tree(constant));
    }
    return schema;
  }

  private ObjectNode reference(Class<?> record) {
    String name = record.getSimpleName();
    if (!named.has(name)) {
      // Named before it is built, so that a record may hold itself.
      ObjectNode schema = simple("object", null);
      named.set(name, schema);
      ObjectNode properties = schema.putObject("properties");
      ArrayNode required = schema.putArray("required");
      RecordFields.of(record)
          .forEach((field, component) -> {
            properties.set(field, of(component.getGenericType()));
            if (RecordFields.isRequired(component)) {
              required.add(field);
            }
          });
      if (isAsked(record)) {
        schema.put("additionalProperties", false);
      }
    }
    return Json.mapper().createObjectNode().put("$ref", "#/components/schemas/" + name);
  }

  /** Records that clients send are closed; answers may grow. */
  private static boolean isAsked(Class<?> record) {
    return record.getEnclosingClass() == Requests.class
        || record.getPackage() == AggregateSpec.class.getPackage();
  }

  private static ObjectNode simple(String type, @Nullable String format) {
    ObjectNode schema = Json.mapper().createObjectNode().put("type", type);
    return format == null ? schema : schema.put("format", format);
  }
}
