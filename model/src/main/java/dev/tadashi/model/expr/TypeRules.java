package dev.tadashi.model.expr;

import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import java.util.Optional;

/** Common types and result types, as PostgreSQL has them where both know the type. */
final class TypeRules {
  private TypeRules() {}

  /**
   * The type that both sides are converted to before they are compared; empty when there is none.
   */
  static Optional<DataType> common(DataType a, DataType b) {
    if (a.equals(b) || b == SimpleType.NULL) {
      return Optional.of(a);
    } else if (a == SimpleType.NULL) {
      return Optional.of(b);
    } else if (a.isNumeric() && b.isNumeric()) {
      return Optional.of(commonNumber(a, b));
    } else if (a instanceof TimestampType x && b instanceof TimestampType y) {
      return (x.zone() == null) == (y.zone() == null)
          ? Optional.of(new TimestampType(finer(x.unit(), y.unit()), x.zone()))
          : Optional.empty();
    } else if (a instanceof TimestampType x && b == SimpleType.DATE) {
      return Optional.of(x);
    } else if (a == SimpleType.DATE && b instanceof TimestampType y) {
      return Optional.of(y);
    }
    return Optional.empty();
  }

  private static DataType commonNumber(DataType a, DataType b) {
    if (a.isFloating() || b.isFloating()) {
      return a == SimpleType.FLOAT32 && b == SimpleType.FLOAT32 ? a : SimpleType.FLOAT64;
    } else if (a instanceof DecimalType || b instanceof DecimalType) {
      return commonDecimal(asDecimal(a), asDecimal(b));
    }
    return commonInteger((SimpleType) a, (SimpleType) b);
  }

  private static DecimalType commonDecimal(DecimalType a, DecimalType b) {
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return new DecimalType(Math.min(DecimalType.MAX_PRECISION, whole + scale), scale);
  }

  private static DataType commonInteger(SimpleType a, SimpleType b) {
    if (a.isSigned() == b.isSigned()) {
      return a.integerBits() >= b.integerBits() ? a : b;
    }
    SimpleType signed = a.isSigned() ? a : b;
    SimpleType unsigned = a.isSigned() ? b : a;
    if (unsigned == SimpleType.UINT64) {
      return new DecimalType(20, 0);
    }
    int bits = Math.max(signed.integerBits(), unsigned.integerBits() * 2);
    return bits <= 16 ? SimpleType.INT16 : bits <= 32 ? SimpleType.INT32 : SimpleType.INT64;
  }

  /** The decimal type that holds every value of an integer type. */
  static DecimalType asDecimal(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal;
    }
    return switch ((SimpleType) type) {
      case INT8, UINT8 -> new DecimalType(3, 0);
      case INT16, UINT16 -> new DecimalType(5, 0);
      case INT32, UINT32 -> new DecimalType(10, 0);
      default -> new DecimalType(20, 0);
    };
  }

  /** Operand and result type of arithmetic; {@code operand} is what both sides are converted to. */
  record Arithmetic(DataType left, DataType right, DataType result) {}

  static Optional<Arithmetic> arithmetic(ScalarFunction function, DataType a, DataType b) {
    if (a == SimpleType.NULL && b == SimpleType.NULL) {
      return Optional.of(new Arithmetic(SimpleType.INT64, SimpleType.INT64, SimpleType.INT64));
    }
    DataType left = a == SimpleType.NULL ? b : a;
    DataType right = b == SimpleType.NULL ? a : b;
    if (!left.isNumeric() || !right.isNumeric()) {
      return Optional.empty();
    }
    DataType common = commonNumber(left, right);
    return Optional.of(
        common instanceof DecimalType
            ? decimalArithmetic(function, asDecimal(left), asDecimal(right))
            : new Arithmetic(common, common, common));
  }

  private static Arithmetic decimalArithmetic(
      ScalarFunction function, DecimalType a, DecimalType b) {
    int max = DecimalType.MAX_PRECISION;
    DataType result =
        switch (function) {
          case MULTIPLY -> {
            int scale = Math.min(max, a.scale() + b.scale());
            yield new DecimalType(Math.min(max, a.precision() + b.precision()), scale);
          }
          case DIVIDE -> new DecimalType(max, Math.max(6, a.scale()));
          case MODULO -> commonDecimal(a, b);
          default -> {
            DecimalType common = commonDecimal(a, b);
            yield new DecimalType(Math.min(max, common.precision() + 1), common.scale());
          }
        };
    return new Arithmetic(a, b, result);
  }

  private static TimeUnit finer(TimeUnit a, TimeUnit b) {
    return a.perSecond() >= b.perSecond() ? a : b;
  }
}
