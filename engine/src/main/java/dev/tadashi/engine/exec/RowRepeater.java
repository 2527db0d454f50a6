package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.plan.RowStep;
import java.util.ArrayList;
import java.util.List;

/** Rows as often as one of their columns says. */
final class RowRepeater {
  private final EngineContext context;
  private final int times;

  RowRepeater(EngineContext context, RowStep.Repeat plan) {
    this.context = context;
    this.times = plan.times();
  }

  /** One partition for each of the input's. */
  RowSet repeat(RowSet input) {
    List<Partition> made = new ArrayList<>();
    try {
      for (int part = 0; part < input.parts(); part++) {
        made.add(repeat(input.open(part), input));
      }
    } catch (RuntimeException | Error e) {
      made.forEach(Partition::closeColumns);
      throw e;
    }
    return new RowSet(input.schema(), made);
  }

  private Partition repeat(Partition rows, RowSet input) {
    try (PartitionBuilder builder = new PartitionBuilder(context.allocator(), input.schema());
        Scratch counting = new Scratch(context.allocator());
        Scratch copying = new Scratch(context.allocator())) {
      Copies copies = new Copies(rows, builder, copying);
      for (int at = 0; at < rows.rows(); at += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, rows.rows() - at);
        LongVec counts = (LongVec) rows.column(times).read(at, n, null, counting);
        for (int i = 0; i < n; i++) {
          copies.add(at + i, Vec.isNull(counts.nulls(), i) ? 0 : counts.values()[i]);
        }
        counting.reset();
      }
      copies.flush();
      return builder.build();
    }
  }

  /** The rows that are copied next. */
  private final class Copies {
    private final Partition rows;
    private final PartitionBuilder builder;
    private final Scratch scratch;
    private final int[] ids = new int[Scratch.CHUNK];
    private int n;

    Copies(Partition rows, PartitionBuilder builder, Scratch scratch) {
      this.rows = rows;
      this.builder = builder;
      this.scratch = scratch;
    }

    void add(int row, long count) {
      for (long i = 0; i < count; i++) {
        ids[n++] = row;
        if (n == ids.length) {
          flush();
        }
      }
    }

    void flush() {
      builder.gather(context, rows, ids, 0, n, scratch);
      n = 0;
    }
  }
}
