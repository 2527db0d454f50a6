package dev.tadashi.engine.function;

import dev.tadashi.engine.column.Values;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers. */
public final class MathFunctions {
  private static final double LN_2 = Math.log(2);
  private static final int MOST_DIGITS = 400;

  private MathFunctions() {}

  /** A function of one double, when it is one; it is called for rows that are not null only. */
  public static Optional<DoubleUnaryOperator> unary(ScalarFunction function) {
    return Optional.ofNullable(
        switch (function) {
          case SIGN -> Math::signum;
          case CEIL -> Math::ceil;
          case FLOOR -> Math::floor;
          case ROUND -> Math::rint;
          case TRUNC -> x -> x < 0 ? Math.ceil(x) : Math.floor(x);
          case SQRT -> x -> Math.sqrt(in(function, x, x >= 0));
          case CBRT -> Math::cbrt;
          case EXP -> Math::exp;
          case LN -> x -> Math.log(in(function, x, x > 0));
          case LOG, LOG10 -> x -> Math.log10(in(function, x, x > 0));
          case LOG2 -> x -> log2(in(function, x, x > 0));
          case SIN -> x -> Math.sin(in(function, x, !Double.isInfinite(x)));
          case COS -> x -> Math.cos(in(function, x, !Double.isInfinite(x)));
          case TAN -> x -> Math.tan(in(function, x, !Double.isInfinite(x)));
          case ASIN -> x -> Math.asin(in(function, x, x >= -1 && x <= 1));
          case ACOS -> x -> Math.acos(in(function, x, x >= -1 && x <= 1));
          case ATAN -> Math::atan;
          case DEGREES -> Math::toDegrees;
          case RADIANS -> Math::toRadians;
          case ABS -> Math::abs;
          default -> null;
        });
  }

  private static double log2(double x) {
    int exponent = Math.getExponent(x);
    boolean power = x == Math.scalb(1.0, exponent);
    return power ? exponent : Math.log(x) / LN_2;
  }

  private static double in(ScalarFunction function, double x, boolean defined) {
    if (!defined && !Double.isNaN(x)) {
      throw FunctionErrors.domain(function, x);
    }
    return x;
  }

  /** A function of two doubles, when it is one. */
  public static Optional<DoubleBinaryOperator> binary(ScalarFunction function) {
    return Optional.ofNullable(
        switch (function) {
          case POWER -> MathFunctions::power;
          case ATAN2 -> Math::atan2;
          case LOG -> MathFunctions::log;
          default -> null;
        });
  }

  private static double power(double base, double exponent) {
    boolean undefined =
        base == 0 && exponent < 0
            || base < 0 && Double.isFinite(exponent) && exponent != Math.rint(exponent);
    if (undefined) {
      throw FunctionErrors.domain(ScalarFunction.POWER, base + ", " + exponent);
    }
    return base == 1 || exponent == 0 ? 1 : Math.pow(base, exponent);
  }

  private static double log(double base, double x) {
    boolean defined = base > 0 && base != 1 && x > 0;
    if (!defined && !Double.isNaN(base) && !Double.isNaN(x)) {
      throw FunctionErrors.domain(ScalarFunction.LOG, base + ", " + x);
    }
    return Math.log(x) / Math.log(base);
  }

  /** Rounding of decimals, and of any number to digits. */
  static Optional<RowFunction> row(ScalarFunction function, DataType result) {
    return Optional.ofNullable(
        switch (function) {
          case ABS -> (args, row) -> absolute(args, row);
          case CEIL -> rounding(function, RoundingMode.CEILING, result);
          case FLOOR -> rounding(function, RoundingMode.FLOOR, result);
          case ROUND -> rounding(function, RoundingMode.HALF_UP, result);
          case TRUNC -> rounding(function, RoundingMode.DOWN, result);
          case PI -> (args, row) -> Math.PI;
          default -> null;
        });
  }

  private static Object absolute(Args args, int row) {
    DataType type = args.type(0);
    if (type instanceof DecimalType) {
      return args.scaled(0, row).abs();
    }
    boolean unsigned = type instanceof SimpleType simple && !simple.isSigned();
    long value = args.integer(0, row);
    return unsigned || value >= 0 ? value : negated(value, (SimpleType) type);
  }

  private static long negated(long value, SimpleType type) {
    if (value == -1L << (type.integerBits() - 1)) {
      throw FunctionErrors.overflow(ScalarFunction.ABS, value);
    }
    return -value;
  }

  private static RowFunction rounding(ScalarFunction function, RoundingMode mode, DataType result) {
    return (args, row) -> {
      int digits =
          args.count() == 1 ? 0 : Math.clamp(args.count(1, row), -MOST_DIGITS, MOST_DIGITS);
      if (args.isFloating(0)) {
        return rounded(args.number(0, row), digits, mode);
      }
      BigDecimal value = decimal(args, row);
      BigDecimal rounded = digits >= value.scale() ? value : value.setScale(digits, mode);
      return stored(function, rounded, result);
    };
  }

  private static double rounded(double value, int digits, RoundingMode mode) {
    if (!Double.isFinite(value)) {
      return value;
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    return digits >= exact.scale() ? value : exact.setScale(digits, mode).doubleValue();
  }

  private static BigDecimal decimal(Args args, int row) {
    return args.type(0) instanceof DecimalType type
        ? new BigDecimal(args.scaled(0, row), type.scale())
        : new BigDecimal(args.literal(0, row).nonNull().toString());
  }

  private static Object stored(ScalarFunction function, BigDecimal value, DataType result) {
    if (result instanceof DecimalType) {
      return Values.unscaled(result, value);
    }
    SimpleType type = (SimpleType) result;
    int bits = type.isSigned() ? type.integerBits() - 1 : type.integerBits();
    if (value.toBigInteger().bitLength() > bits) {
      throw FunctionErrors.overflow(function, value);
    }
    return value.toBigInteger().longValue();
  }
}
