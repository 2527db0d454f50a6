package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.aggregate.UnitReader;
import dev.tadashi.engine.aggregate.UnitResults;
import dev.tadashi.engine.memory.Buffers;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One bucket of partial aggregates. What comes first is kept as it came: when no other comes, its
 * groups are the result's, and no table of groups is ever made. Callers hold its lock.
 */
final class MergedBucket {
  private final int bucket;
  private final BufferAllocator allocator;
  private final StageOutput.Partials output;
  private final List<DataType> types;
  private @Nullable ArrowBuf unit;
  private long unitSize;
  private int unitRows;
  private @Nullable SealedTables sealed;
  private @Nullable PartialTable table;

  MergedBucket(
      int bucket, BufferAllocator allocator, StageOutput.Partials output, List<DataType> types) {
    this.bucket = bucket;
    this.allocator = allocator;
    this.output = output;
    this.types = types;
  }

  int rows() {
    if (table != null) {
      return table.size();
    }
    return sealed == null ? unitRows : sealed.rows(bucket);
  }

  /** Bytes that are this bucket's own. */
  long bytes() {
    return table == null ? unitSize : table.bytes();
  }

  /** Merges the groups that a split of this process has in a table, and lets go of them. */
  void merge(SealedTables more, Scratch scratch) {
    if (table == null && unit == null && sealed == null) {
      sealed = more;
    } else {
      try {
        more.mergeInto(table(scratch), bucket, scratch);
      } finally {
        more.release();
      }
    }
  }

  void merge(ArrowBuf more, long size, int rows, Scratch scratch) {
    if (table == null && unit == null && sealed == null) {
      unit = keep(more, size);
      unitSize = size;
      unitRows = rows;
      return;
    }
    PartialTable target = table(scratch);
    merge(target, new UnitReader(types, more, size), scratch);
  }

  /** The bytes stay where they are unless most of their buffer is something else. */
  private ArrowBuf keep(ArrowBuf more, long size) {
    if (more.getReferenceManager().getSize() <= 2 * size) {
      return more.getReferenceManager().retain(more, allocator);
    }
    ArrowBuf copy = Buffers.allocate(allocator, size);
    Memory.copy(more.memoryAddress(), copy.memoryAddress(), size);
    return copy;
  }

  private static void merge(PartialTable target, UnitReader reader, Scratch scratch) {
    for (int n = reader.next(); n > 0; n = reader.next()) {
      target.merge(reader.read(n, scratch), n, scratch);
      scratch.reset();
    }
  }

  private PartialTable table(Scratch scratch) {
    PartialTable made = table;
    if (made == null) {
      made = PartialTable.forUnits(output, allocator);
      table = made;
      if (unit != null) {
        merge(made, new UnitReader(types, unit, unitSize), scratch);
        unit.close();
        unit = null;
        unitSize = 0;
      }
      if (sealed != null) {
        sealed.mergeInto(made, bucket, scratch);
        sealed.release();
        sealed = null;
      }
    }
    return made;
  }

  /** Appends the results of its groups; {@code results} makes them of a unit as it came. */
  void finish(PartitionBuilder builder, UnitResults results, Scratch scratch) {
    if (table == null && unit == null && sealed == null && output.keys().isEmpty()) {
      table(scratch);
    }
    if (table != null) {
      finish(table, builder, scratch);
    } else if (sealed != null) {
      sealed.finish(bucket, builder, scratch);
    } else if (unit != null) {
      UnitReader reader = new UnitReader(types, unit, unitSize);
      for (int n = reader.next(); n > 0; n = reader.next()) {
        builder.append(results.finish(reader.read(n, scratch), n, scratch), n);
        scratch.reset();
      }
    }
  }

  private static void finish(PartialTable table, PartitionBuilder builder, Scratch scratch) {
    int[] ids = new int[Math.min(Scratch.CHUNK, table.size())];
    for (int from = 0; from < table.size(); from += Scratch.CHUNK) {
      int n = Math.min(Scratch.CHUNK, table.size() - from);
      for (int i = 0; i < n; i++) {
        ids[i] = from + i;
      }
      builder.append(table.finish(ids, n, scratch), n);
      scratch.reset();
    }
  }

  void close() {
    if (table != null) {
      table.close();
      table = null;
    }
    if (unit != null) {
      unit.close();
      unit = null;
    }
    if (sealed != null) {
      sealed.release();
      sealed = null;
    }
  }
}
