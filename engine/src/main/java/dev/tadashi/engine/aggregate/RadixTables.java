package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.plan.StageOutput;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One table per bucket, which the threads of a run drain their rows into, and the packing of keys
 * on which they agree. Thread-safe.
 */
public final class RadixTables implements AutoCloseable {
  /** Rows and groups from which on a table is looked at, and how few groups a row may make. */
  private static final int SOON_GROUPS = 1 << 15;

  private static final int LATE_GROUPS = 1 << 17;

  private final StageOutput.Partials output;
  private final BufferAllocator allocator;
  private final @Nullable PartialTable[] tables =
      new @Nullable PartialTable[StageOutput.KEYED_BUCKETS];
  private final Object[] locks = new Object[StageOutput.KEYED_BUCKETS];
  private @Nullable PackedKeys keys;

  /** Groups for each row, where that was looked at. */
  private volatile double fresh;

  public RadixTables(StageOutput.Partials output, BufferAllocator allocator) {
    this.output = output;
    this.allocator = allocator;
    for (int bucket = 0; bucket < locks.length; bucket++) {
      locks[bucket] = new Object();
    }
  }

  /** Whether any thread deals its rows. */
  public synchronized boolean isUsed() {
    return keys != null;
  }

  /** Where a thread's next rows go when its table does not pay any more; null while it does. */
  public @Nullable RadixRows begin(PartialTable table) {
    PackedGroups packed = table.packed();
    if (packed == null || packed.isDirect() || !RadixRows.take(output)) {
      return null;
    }
    long groups = packed.size();
    long rows = packed.rows();
    boolean pays = groups < SOON_GROUPS || groups < rows - rows / 8;
    boolean stillPays = groups < LATE_GROUPS || groups < rows / 2;
    return pays && stillPays ? null : rows(packed.layout(), (double) groups / rows);
  }

  private synchronized @Nullable RadixRows rows(PackedKeys layout, double groupsPerRow) {
    if (keys == null) {
      keys = layout.copy();
      fresh = groupsPerRow;
    }
    return rows();
  }

  private @Nullable RadixRows rows() {
    PackedKeys copy = keys == null ? null : keys.copy();
    return copy == null ? null : new RadixRows(output, copy, allocator);
  }

  /** Where a thread's rows go after a chunk did not fit; null when there is no such packing. */
  public synchronized @Nullable RadixRows widen(Vec[] chunk, int n, Scratch scratch) {
    PackedKeys wider = keys == null ? null : keys.copy();
    if (wider == null) {
      return null;
    }
    if (!wider.fitMore(chunk, n, scratch) || !wider.isShared()) {
      wider.close();
      return null;
    }
    if (keys != null) {
      keys.close();
    }
    keys = wider;
    return rows();
  }

  /** Moves the rows of all buckets into the tables. */
  public void drain(RadixRows rows, Scratch scratch) {
    for (int bucket = 0; bucket < locks.length; bucket++) {
      synchronized (locks[bucket]) {
        rows.drain(bucket, table(bucket, rows.rows(bucket)), scratch);
      }
    }
  }

  /** The table of a bucket with all that the threads have for it; the caller closes it. */
  public PartialTable take(int bucket, List<RadixRows> all, Scratch scratch) {
    synchronized (locks[bucket]) {
      long total = all.stream().mapToLong(rows -> rows.rows(bucket)).sum();
      PartialTable table = table(bucket, (int) Math.min(total, 1 << 28));
      all.forEach(rows -> rows.drain(bucket, table, scratch));
      tables[bucket] = null;
      return table;
    }
  }

  private PartialTable table(int bucket, int rows) {
    PartialTable made = tables[bucket];
    if (made == null) {
      made = PartialTable.forPacked(output, copy(), (int) (rows * fresh), allocator);
      tables[bucket] = made;
    }
    return made;
  }

  private synchronized PackedKeys copy() {
    PackedKeys copy = keys == null ? null : keys.copy();
    if (copy == null) {
      throw new IllegalStateException("no rows were dealt");
    }
    return copy;
  }

  @Override
  public synchronized void close() {
    for (int bucket = 0; bucket < locks.length; bucket++) {
      PartialTable table = tables[bucket];
      if (table != null) {
        table.close();
        tables[bucket] = null;
      }
    }
    if (keys != null) {
      keys.close();
      keys = null;
    }
  }
}
