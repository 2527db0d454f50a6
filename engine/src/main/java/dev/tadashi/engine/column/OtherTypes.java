package dev.tadashi.engine.column;

import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** What the types are called that the engine does not hold. */
final class OtherTypes {
  private OtherTypes() {}

  static String name(Field field) {
    return switch (field.getType()) {
      case ArrowType.Struct x -> "struct" + children(field);
      case ArrowType.Map x -> "map" + children(field.getChildren().getFirst());
      case ArrowType.Union x -> "union" + children(field);
      case ArrowType.Duration x -> "duration";
      case ArrowType.Interval x -> "interval";
      case ArrowType.Decimal x -> decimal(x);
      case ArrowType.RunEndEncoded x -> "run_end_encoded";
      case ArrowType other ->
          field.getChildren().isEmpty()
              ? other.toString()
              : "list(" + type(field.getChildren().getFirst()) + ")";
    };
  }

  static String decimal(ArrowType.Decimal type) {
    return "decimal%d(%d,%d)".formatted(type.getBitWidth(), type.getPrecision(), type.getScale());
  }

  private static String children(Field field) {
    return field.getChildren().stream()
        .map(child -> child.getName() + " " + type(child))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String type(Field field) {
    return switch (ArrowTypes.toType(field)) {
      case dev.tadashi.model.type.OtherType other -> other.name();
      case dev.tadashi.model.type.DataType known -> known.text();
    };
  }
}
