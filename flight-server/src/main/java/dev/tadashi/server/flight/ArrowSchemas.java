package dev.tadashi.server.flight;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.Schema;
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
    return new org.apache.arrow.vector.types.pojo.Field(
        field.name(),
        new FieldType(field.nullable(), type(field.type()), null, metadata),
        ArrowTypes.children(field.type()));
  }

  /** A type that results do not carry is described as a text. */
  private static ArrowType type(DataType type) {
    return type instanceof OtherType ? ArrowType.Utf8.INSTANCE : ArrowTypes.toArrow(type);
  }
}
