package dev.tadashi.server.flight;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.Schema;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The model's schemas as Arrow's, for descriptions; the batches bring their own. */
public final class ArrowSchemas {
  private ArrowSchemas() {}

  static org.apache.arrow.vector.types.pojo.Schema of(Schema schema) {
    return of(schema, field -> Map.of());
  }

  /** With metadata for each field. */
  public static org.apache.arrow.vector.types.pojo.Schema of(
      Schema schema, Function<Field, Map<String, String>> metadata) {
    return new org.apache.arrow.vector.types.pojo.Schema(
        schema.fields().stream().map(field -> field(field, metadata.apply(field))).toList());
  }

  private static org.apache.arrow.vector.types.pojo.Field field(
      Field field, Map<String, String> metadata) {
    List<org.apache.arrow.vector.types.pojo.Field> children =
        field.type() instanceof ListType list
            ? List.of(field(Field.of("item", list.element()), Map.of()))
            : List.of();
    return new org.apache.arrow.vector.types.pojo.Field(
        field.name(),
        new FieldType(field.nullable(), type(field.type()), null, metadata),
        children);
  }

  /** A type that results do not carry is described as a text. */
  private static ArrowType type(DataType type) {
    return switch (type) {
      case ListType list -> ArrowType.List.INSTANCE;
      case OtherType other -> ArrowType.Utf8.INSTANCE;
      default -> ArrowTypes.toArrow(type);
    };
  }
}
