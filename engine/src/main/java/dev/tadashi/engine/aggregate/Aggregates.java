package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The registry: one line for each aggregate function. */
public final class Aggregates {
  private Aggregates() {}

  /** Whether the aggregate needs the table's rows counted. */
  static boolean counts(AggregateCall call) {
    return switch (call.function()) {
      case COUNT, AVG -> !call.distinct();
      default -> false;
    };
  }

  /** Empty states of an aggregate by itself. */
  public static Accumulator create(AggregateCall call, BufferAllocator allocator) {
    return create(call, allocator, null);
  }

  /**
   * Empty states of an aggregate.
   *
   * @param rows counts the rows of a table, if one of its aggregates {@link #counts}, before they
   *     are added here; each of its groups has a row. Null for states by themselves
   */
  static Accumulator create(
      AggregateCall call, BufferAllocator allocator, @Nullable RowCounts rows) {
    List<RowExpr> arguments = call.rowArguments();
    DataType argument = arguments.isEmpty() ? SimpleType.NULL : arguments.getFirst().type();
    DataType second = arguments.size() < 2 ? SimpleType.NULL : arguments.get(1).type();
    return call.distinct()
        ? new DistinctAggregate(
            argument, () -> plain(call, argument, second, allocator, null), allocator)
        : plain(call, argument, second, allocator, rows);
  }

  private static Accumulator plain(
      AggregateCall call,
      DataType argument,
      DataType second,
      BufferAllocator allocator,
      @Nullable RowCounts rows) {
    return switch (call.function()) {
      case COUNT -> new CountAggregate(rows);
      case COUNT_DISTINCT -> new CountDistinctAggregate(argument, allocator);
      case SUM -> new SumAggregate(argument, call.type(), rows);
      case AVG -> new AvgAggregate(argument, call.type(), rows);
      case MIN, BOOL_AND -> new ExtremeAggregate(argument, false);
      case MAX, BOOL_OR, ANY_VALUE -> new ExtremeAggregate(argument, true);
      case VAR_POP -> new VarianceAggregate(argument, false, false);
      case VAR_SAMP -> new VarianceAggregate(argument, true, false);
      case STDDEV_POP -> new VarianceAggregate(argument, false, true);
      case STDDEV_SAMP -> new VarianceAggregate(argument, true, true);
      case BIT_AND -> new BitAggregate(call.type(), BitAggregate.Operation.AND);
      case BIT_OR -> new BitAggregate(call.type(), BitAggregate.Operation.OR);
      case BIT_XOR -> new BitAggregate(call.type(), BitAggregate.Operation.XOR);
      case MODE -> new ModeAggregate(argument, allocator);
      case MEDIAN -> new QuantileContAggregate(argument, new Fraction(0.5, false), allocator);
      case QUANTILE_CONT ->
          new QuantileContAggregate(argument, Fraction.of(call.constant()), allocator);
      case QUANTILE_DISC -> quantile(argument, Fraction.of(call.constant()), allocator);
      case CORR -> new PairStatistic(argument, second, Regression::correlation);
      case COVAR_POP -> new PairStatistic(argument, second, Regression::populationCovariance);
      case COVAR_SAMP -> new PairStatistic(argument, second, Regression::sampleCovariance);
      case REGR_SLOPE -> new PairStatistic(argument, second, Regression::slope);
      case REGR_INTERCEPT -> new PairStatistic(argument, second, Regression::intercept);
      case REGR_R2 -> new PairStatistic(argument, second, Regression::determination);
      case REGR_COUNT -> new PairCountAggregate();
      case REGR_AVGX -> new PairStatistic(argument, second, PairStatistic.Moments::x);
      case REGR_AVGY -> new PairStatistic(argument, second, PairStatistic.Moments::y);
      case REGR_SXX -> new PairStatistic(argument, second, PairStatistic.Moments::xx);
      case REGR_SYY -> new PairStatistic(argument, second, PairStatistic.Moments::yy);
      case REGR_SXY -> new PairStatistic(argument, second, PairStatistic.Moments::xy);
      case ARG_MIN -> new ArgExtremeAggregate(argument, second, false);
      case ARG_MAX -> new ArgExtremeAggregate(argument, second, true);
      case MIN_N -> TopAggregate.of(argument, length(call), false);
      case MAX_N -> TopAggregate.of(argument, length(call), true);
      case ARG_MIN_N -> TopAggregate.by(argument, second, length(call), false);
      case ARG_MAX_N -> TopAggregate.by(argument, second, length(call), true);
    };
  }

  private static int length(AggregateCall call) {
    return (int) call.constant().longValue();
  }

  private static Accumulator quantile(
      DataType argument, Fraction fraction, BufferAllocator allocator) {
    return switch (Layout.of(argument)) {
      case I128, BYTES -> new TallyQuantileAggregate(argument, fraction, allocator);
      default -> new QuantileDiscAggregate(argument, fraction, allocator);
    };
  }
}
