package dev.tadashi.scheduler.prune;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimestampType;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Interprets a condition over ranges instead of values. All three truth values are followed,
 * because {@code not} turns what cannot be false into what cannot be true, and null into null.
 * Terms are taken to be independent, and whatever is not understood can be anything.
 */
public final class Pruner {
  private final IntFunction<ValueRange> columns;

  private Pruner(IntFunction<ValueRange> columns) {
    this.columns = columns;
  }

  /**
   * Whether the condition can be true for some row.
   *
   * @param columns what is known of the input's column at an index
   */
  public static boolean canBeTrue(RowExpr condition, IntFunction<ValueRange> columns) {
    return new Pruner(columns).outcomes(condition).canBeTrue();
  }

  private Outcomes outcomes(RowExpr expr) {
    if (expr instanceof RowExpr.Call call) {
      return call(call);
    }
    ValueRange range = range(expr);
    return compared(ScalarFunction.EQ, range, ValueRange.of(Literal.of(true)));
  }

  private Outcomes call(RowExpr.Call call) {
    List<RowExpr> args = call.args();
    return switch (call.function()) {
      case AND -> Outcomes.and(args.stream().map(this::outcomes).toList());
      case OR -> Outcomes.or(args.stream().map(this::outcomes).toList());
      case NOT -> outcomes(args.getFirst()).not();
      case EQ, NE, LT, LE, GT, GE ->
          compared(call.function(), range(args.get(0)), range(args.get(1)));
      case BETWEEN ->
          Outcomes.and(
              List.of(
                  compared(ScalarFunction.GE, range(args.get(0)), range(args.get(1))),
                  compared(ScalarFunction.LE, range(args.get(0)), range(args.get(2)))));
      case IN -> in(range(args.getFirst()), args.subList(1, args.size()));
      case IS_NULL -> isNull(range(args.getFirst()));
      case IS_NOT_NULL -> isNull(range(args.getFirst())).not();
      default -> Outcomes.ANY;
    };
  }

  private Outcomes in(ValueRange value, List<RowExpr> options) {
    return Outcomes.or(
        options.stream().map(option -> compared(ScalarFunction.EQ, value, range(option))).toList());
  }

  private static Outcomes isNull(ValueRange range) {
    return new Outcomes(range.nulls(), range.values(), false);
  }

  private static Outcomes compared(ScalarFunction function, ValueRange left, ValueRange right) {
    boolean canBeNull = left.nulls() || right.nulls();
    return switch (function) {
      case EQ -> new Outcomes(left.canEqual(right), left.canDiffer(right), canBeNull);
      case NE -> new Outcomes(left.canDiffer(right), left.canEqual(right), canBeNull);
      case LT -> new Outcomes(left.canBeLess(right, false), right.canBeLess(left, true), canBeNull);
      case LE -> new Outcomes(left.canBeLess(right, true), right.canBeLess(left, false), canBeNull);
      case GT -> compared(ScalarFunction.LT, right, left);
      case GE -> compared(ScalarFunction.LE, right, left);
      default -> Outcomes.ANY;
    };
  }

  private ValueRange range(RowExpr expr) {
    return switch (expr) {
      case RowExpr.Ref(int index, DataType type) -> columns.apply(index);
      case RowExpr.Const(Literal literal) -> ValueRange.of(literal);
      case RowExpr.Answer _, RowExpr.Some _ -> ValueRange.ANY;
      case RowExpr.Call call when call.function() == ScalarFunction.CAST ->
          cast(call.args().getFirst().type(), range(call.args().getFirst()), call.type());
      case RowExpr.Call call -> ValueRange.ANY;
    };
  }

  /** A conversion that keeps the order converts the bounds. */
  private static ValueRange cast(DataType from, ValueRange range, DataType to) {
    if (!keepsOrder(from, to)) {
      return new ValueRange(null, null, range.nulls(), range.values());
    }
    return new ValueRange(
        converted(range.min(), to), converted(range.max(), to), range.nulls(), range.values());
  }

  private static boolean keepsOrder(DataType from, DataType to) {
    if (from.isNumeric() && to.isNumeric()) {
      boolean whole = from.isInteger() && !(to instanceof SimpleType other && other.isFloating());
      boolean decimals = from instanceof DecimalType && to instanceof DecimalType;
      boolean toDouble = (from.isInteger() || from.isFloating()) && to == SimpleType.FLOAT64;
      return whole || decimals || toDouble;
    }
    return isDay(from) && to instanceof TimestampType wide && sameZone(from, wide);
  }

  private static boolean isDay(DataType type) {
    return type == SimpleType.DATE || type instanceof TimestampType;
  }

  private static boolean sameZone(DataType from, TimestampType to) {
    return !(from instanceof TimestampType narrow) || Objects.equals(narrow.zone(), to.zone());
  }

  private static @Nullable Literal converted(@Nullable Literal bound, DataType to) {
    try {
      return bound == null ? null : Conversions.convert(bound, to);
    } catch (TadashiException e) {
      return null;
    }
  }
}
