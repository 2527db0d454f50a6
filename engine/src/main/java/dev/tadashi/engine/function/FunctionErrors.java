package dev.tadashi.engine.function;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.function.ScalarFunction;
import java.util.Collection;

/** The errors of functions. */
final class FunctionErrors {
  private FunctionErrors() {}

  /** An argument's value is outside what the function is defined for. */
  static TadashiException domain(ScalarFunction function, Object value) {
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "'" + function.symbol() + "' is not defined for " + value)
        .at("op", function.symbol());
  }

  static TadashiException overflow(ScalarFunction function, Object value) {
    return new TadashiException(
            ErrorCode.NUMERIC_OVERFLOW,
            "'" + function.symbol() + "' of " + value + " is out of range")
        .at("op", function.symbol());
  }

  static TadashiException unknownWord(
      ScalarFunction function, String word, Collection<String> known) {
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "'" + function.symbol() + "' has no '" + word + "'")
        .at("op", function.symbol())
        .hint("one of " + String.join(", ", known));
  }
}
