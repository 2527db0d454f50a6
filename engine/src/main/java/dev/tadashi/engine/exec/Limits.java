package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.plan.RowStep;
import java.util.List;

/** Offset and limit. */
final class Limits {
  private Limits() {}

  /** How many rows from the start a step looks at. */
  static long needed(RowStep step) {
    if (step instanceof RowStep.Limit limit && limit.count() != null) {
      long end = limit.offset() + limit.count();
      return end < 0 ? Long.MAX_VALUE : end;
    }
    return Long.MAX_VALUE;
  }

  static RowSet apply(EngineContext context, RowSet input, RowStep.Limit limit) {
    long skip = limit.offset();
    long left = limit.count() == null ? Long.MAX_VALUE : limit.count();
    try (Scratch scratch = new Scratch(context.allocator());
        PartitionBuilder builder = new PartitionBuilder(context.allocator(), input.schema())) {
      for (Partition partition : input.partitions()) {
        int from = (int) Math.min(skip, partition.rows());
        int to = (int) Math.min(partition.rows(), from + Math.min(left, partition.rows()));
        builder.copy(context, partition, from, to, scratch);
        skip -= from;
        left -= to - from;
      }
      return new RowSet(input.schema(), List.of(builder.build()));
    }
  }
}
