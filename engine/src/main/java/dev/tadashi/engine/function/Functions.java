package dev.tadashi.engine.function;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import org.jspecify.annotations.Nullable;

/** Finds what a scalar function does with a row. */
public final class Functions {
  private Functions() {}

  /** A function of its own, which is for one thread. */
  public static RowFunction row(ScalarFunction function, DataType result) {
    return MathFunctions.row(function, result)
        .or(() -> TextFunctions.row(function))
        .or(() -> RegexFunctions.row(function))
        .or(() -> TimeFunctions.row(function))
        .orElseThrow(() ->
            new TadashiException(ErrorCode.UNSUPPORTED, "'" + function.symbol() + "' cannot be run")
                .at("op", function.symbol()));
  }

  /** Whether it is called for rows with a null among the arguments, too. */
  public static boolean takesNull(ScalarFunction function) {
    return function == ScalarFunction.CONCAT || function == ScalarFunction.CONCAT_WS;
  }

  /** The conversion of a value to that type. */
  public static RowFunction conversion(DataType to) {
    return (args, row) -> Conversions.convert(args.literal(0, row), to).value();
  }

  /** The conversion of a value, null where it is not possible. */
  public static RowFunction tryConversion(DataType to) {
    return (args, row) -> converted(args.literal(0, row), to);
  }

  private static @Nullable Object converted(Literal value, DataType to) {
    try {
      return Conversions.convert(value, to).value();
    } catch (TadashiException e) {
      return null;
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
