package dev.tadashi.scheduler.prune;

import dev.tadashi.model.expr.Literal;
import org.jspecify.annotations.Nullable;

/**
 * What an expression's values can be over the rows of a partition.
 *
 * @param min no value is less; null when that is not known
 * @param max no value is greater; null when that is not known
 * @param nulls whether some can be null
 * @param values whether some can be something else
 */
public record ValueRange(
    @Nullable Literal min, @Nullable Literal max, boolean nulls, boolean values) {
  /** Nothing is known. */
  public static final ValueRange ANY = new ValueRange(null, null, true, true);

  /** Always that value. */
  public static ValueRange of(Literal literal) {
    return literal.isNull()
        ? new ValueRange(null, null, true, false)
        : new ValueRange(literal, literal, false, true);
  }

  /**
   * Whether some value of this can be less than some value of the other, or equal when so asked.
   */
  boolean canBeLess(ValueRange other, boolean orEqual) {
    if (!values || !other.values) {
      return false;
    }
    int order = LiteralOrder.compareKnown(min, other.max);
    return order < 0 || order == LiteralOrder.UNKNOWN || orEqual && order == 0;
  }

  boolean canEqual(ValueRange other) {
    return canBeLess(other, true) && other.canBeLess(this, true);
  }

  boolean canDiffer(ValueRange other) {
    return canBeLess(other, false) || other.canBeLess(this, false);
  }
}
