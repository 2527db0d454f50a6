package dev.tadashi.engine.aggregate;

import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import org.apache.arrow.memory.BufferAllocator;

/** The registry: one line for each aggregate function. */
public final class Aggregates {
  private Aggregates() {}

  /** Empty states of an aggregate. */
  public static Accumulator create(AggregateCall call, BufferAllocator allocator) {
    DataType argument = call.argument() == null ? SimpleType.NULL : call.argument().type();
    DataType result = call.type();
    return switch (call.function()) {
      case COUNT -> new CountAggregate();
      case COUNT_DISTINCT -> new CountDistinctAggregate(argument, allocator);
      case SUM -> new SumAggregate(argument, result);
      case AVG -> new AvgAggregate(argument, result);
      case MIN, BOOL_AND -> new ExtremeAggregate(argument, false);
      case MAX, BOOL_OR, ANY_VALUE -> new ExtremeAggregate(argument, true);
      case VAR_POP -> new VarianceAggregate(argument, false, false);
      case VAR_SAMP -> new VarianceAggregate(argument, true, false);
      case STDDEV_POP -> new VarianceAggregate(argument, false, true);
      case STDDEV_SAMP -> new VarianceAggregate(argument, true, true);
    };
  }
}
