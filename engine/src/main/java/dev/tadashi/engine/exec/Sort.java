package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.memory.HeapBudget;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.Schema;
import java.util.Arrays;
import java.util.List;

/**
 * Sorts all rows, or finds the first ones in order. Row numbers are sorted by keys that were read
 * into arrays first; the rows themselves move once, at the end. It is stable.
 */
final class Sort {
  private final EngineContext context;
  private final List<SortKey> keys;

  Sort(EngineContext context, List<SortKey> keys) {
    this.context = context;
    this.keys = keys;
  }

  /** The first {@code needed} rows in order, as one partition. */
  RowSet sort(RowSet input, long needed) {
    if (input.partitions().size() == 1) {
      return sorted(input.schema(), input.open(0), needed);
    }
    Partition all = together(input);
    try {
      return sorted(input.schema(), all, needed);
    } finally {
      all.closeColumns();
    }
  }

  private Partition together(RowSet input) {
    try (Scratch scratch = new Scratch(context.allocator());
        PartitionBuilder builder = new PartitionBuilder(context.allocator(), input.schema())) {
      for (Partition partition : input.partitions()) {
        builder.copy(context, partition, 0, partition.rows(), scratch);
      }
      return builder.build();
    }
  }

  private RowSet sorted(Schema schema, Partition rows, long needed) {
    try (HeapBudget budget = new HeapBudget(context.allocator());
        Scratch scratch = new Scratch(context.allocator());
        PartitionBuilder builder = new PartitionBuilder(context.allocator(), schema)) {
      budget.hold(rows.rows() * (8L + SortOrder.bytesPerRow(keys, schema)));
      SortOrder order = SortOrder.read(context, rows, keys, scratch);
      int count = (int) Math.min(needed, rows.rows());
      int[] ids = count < rows.rows() / 4 ? first(order, rows.rows(), count) : all(order, rows);
      builder.gather(context, rows, ids, 0, count, scratch);
      return new RowSet(schema, List.of(builder.build()));
    }
  }

  private int[] all(SortOrder order, Partition rows) {
    int[] ids = new int[rows.rows()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
    }
    new MergeSort(context, order).sort(ids, ids.length);
    return ids;
  }

  /** Keeps a candidate list of at most twice the count plus a chunk, cut whenever it is full. */
  private int[] first(SortOrder order, int rows, int count) {
    int[] ids = new int[Math.max(1, 2 * count) + Scratch.CHUNK];
    MergeSort sort = new MergeSort(context, order);
    int n = 0;
    for (int row = 0; row < rows; row++) {
      ids[n++] = row;
      if (n == ids.length) {
        sort.sort(ids, n);
        n = count;
      }
    }
    sort.sort(ids, n);
    return Arrays.copyOf(ids, count);
  }
}
