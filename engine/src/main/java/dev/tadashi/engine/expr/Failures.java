package dev.tadashi.engine.expr;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;

/** The errors of kernels. */
final class Failures {
  private Failures() {}

  static TadashiException overflow(String what, DataType type) {
    return new TadashiException(
            ErrorCode.NUMERIC_OVERFLOW, what + " is out of the range of " + type.text())
        .at("type", type.text());
  }

  static TadashiException divisionByZero() {
    return new TadashiException(ErrorCode.DIVISION_BY_ZERO, "division by zero")
        .hint("filter rows whose divisor is 0, for example by \"<> 0\" in 'where'");
  }
}
