package dev.tadashi.scheduler.prune;

import dev.tadashi.model.expr.Literal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The order of values that comparisons use: NaN is the greatest number, texts go by their bytes.
 */
public final class LiteralOrder {
  /** The answer when values cannot be compared. */
  static final int UNKNOWN = Integer.MAX_VALUE;

  private LiteralOrder() {}

  /** Less than, equal to or greater than zero; {@link #UNKNOWN} when either is not known. */
  static int compareKnown(@Nullable Literal left, @Nullable Literal right) {
    if (left == null || right == null || !left.type().equals(right.type())) {
      return UNKNOWN;
    }
    return compare(left, right);
  }

  /** Compares two values of one type; those of a type without an order are unknown. */
  public static int compare(Literal left, Literal right) {
    return switch (left.value()) {
      case Boolean a when right.value() instanceof Boolean b -> Boolean.compare(a, b);
      case Long a when right.value() instanceof Long b -> Long.compare(a, b);
      case Double a when right.value() instanceof Double b -> Double.compare(a + 0.0, b + 0.0);
      case BigDecimal a when right.value() instanceof BigDecimal b -> a.compareTo(b);
      case String a when right.value() instanceof String b ->
          Integer.signum(Arrays.compareUnsigned(utf8(a), utf8(b)));
      case null, default -> UNKNOWN;
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
