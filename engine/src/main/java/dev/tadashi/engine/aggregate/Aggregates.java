package dev.tadashi.engine.aggregate;

import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The registry: one line for each aggregate function. */
public final class Aggregates {
  private Aggregates() {}

  /** Whether the aggregate needs the table's rows counted. */
  static boolean counts(AggregateCall call) {
    return switch (call.function()) {
      case COUNT, AVG -> true;
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
    DataType argument = call.argument() == null ? SimpleType.NULL : call.argument().type();
    DataType result = call.type();
    return switch (call.function()) {
      case COUNT -> new CountAggregate(rows);
      case COUNT_DISTINCT -> new CountDistinctAggregate(argument, allocator);
      case SUM -> new SumAggregate(argument, result, rows);
      case AVG -> new AvgAggregate(argument, result, rows);
      case MIN, BOOL_AND -> new ExtremeAggregate(argument, false);
      case MAX, BOOL_OR, ANY_VALUE -> new ExtremeAggregate(argument, true);
      case VAR_POP -> new VarianceAggregate(argument, false, false);
      case VAR_SAMP -> new VarianceAggregate(argument, true, false);
      case STDDEV_POP -> new VarianceAggregate(argument, false, true);
      case MEDIAN -> new MedianAggregate(argument);
      case CORR -> new CorrelationAggregate(argument, call.others().getFirst().type());
      case STDDEV_SAMP -> new VarianceAggregate(argument, true, true);
    };
  }
}
