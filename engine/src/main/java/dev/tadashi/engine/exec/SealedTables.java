package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.aggregate.UnitWriter;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Partial aggregates by bucket, in the tables where they were made: an owner in this process takes
 * results from there, and a bucket becomes a unit of bytes only for an owner in another one, or
 * when there are so many groups that tables are a burden to the garbage collector. They have
 * several users, and are closed when the last has let go. Thread-safe once all are put.
 */
final class SealedTables {
  /** Groups of one bucket: all of a table, those that an index has there, or only a unit. */
  private static final class Bucket {
    final @Nullable PartialTable table;
    final @Nullable BucketIndex index;
    final int rows;
    @Nullable ArrowBuf unit;

    Bucket(@Nullable PartialTable table, @Nullable BucketIndex index, int rows) {
      this.table = table;
      this.index = index;
      this.rows = rows;
    }
  }

  /** Takes groups of {@code table}. */
  private interface GroupSink {
    void accept(PartialTable table, int[] ids, int n);
  }

  private final BufferAllocator allocator;
  private final List<DataType> types;
  private final @Nullable Bucket[] buckets;
  private final List<PartialTable> tables = new ArrayList<>();
  private final AtomicLong unitBytes = new AtomicLong();
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * Has one user, its maker.
   *
   * @param types the columns of a unit
   */
  SealedTables(BufferAllocator allocator, List<DataType> types, int buckets) {
    this.allocator = allocator;
    this.types = types;
    this.buckets = new @Nullable Bucket[buckets];
  }

  /** Takes a table over, to close it. */
  synchronized void own(PartialTable table) {
    tables.add(table);
  }

  /** Puts a bucket whose groups are all of a table. */
  void put(int bucket, PartialTable table) {
    if (table.size() > 0) {
      buckets[bucket] = new Bucket(table, null, table.size());
    }
  }

  /** Puts a bucket as a unit, and closes the table that has its groups. */
  void putUnit(int bucket, PartialTable table, Runnable check) {
    put(bucket, table);
    encode(bucket, check);
    synchronized (this) {
      tables.remove(table);
    }
    table.close();
  }

  /** Makes units of all buckets, and closes the tables; called while its maker is the only user. */
  void encode(EngineContext context) {
    Parallel.run(context, buckets.length, bucket -> encode(bucket, context::check));
    synchronized (this) {
      tables.forEach(PartialTable::close);
      tables.clear();
    }
  }

  private void encode(int bucket, Runnable check) {
    ArrowBuf unit = unit(bucket, check);
    if (unit != null && hasTable(bucket)) {
      Bucket only = new Bucket(null, null, rows(bucket));
      only.unit = unit;
      buckets[bucket] = only;
      unitBytes.addAndGet(unit.writerIndex());
    }
  }

  /** Puts a bucket whose groups are those that the index has in it. */
  void put(int bucket, BucketIndex index) {
    buckets[bucket] = new Bucket(index.table, index, index.size(bucket));
  }

  int buckets() {
    return buckets.length;
  }

  /** Whether a bucket's groups are in a table. */
  boolean hasTable(int bucket) {
    Bucket found = buckets[bucket];
    return found != null && found.table != null;
  }

  /** Groups of a bucket. */
  int rows(int bucket) {
    Bucket found = buckets[bucket];
    return found == null ? 0 : found.rows;
  }

  /** Groups of all buckets. */
  long rows() {
    long rows = 0;
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      rows += rows(bucket);
    }
    return rows;
  }

  /** About as many bytes as all units have. */
  synchronized long bytes() {
    return unitBytes.get() + tables.stream().mapToLong(PartialTable::contentBytes).sum();
  }

  /** Closes tables of which no bucket has groups. */
  synchronized void trim() {
    Set<PartialTable> used = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Bucket bucket : buckets) {
      if (bucket != null && bucket.table != null) {
        used.add(bucket.table);
      }
    }
    for (PartialTable table : tables) {
      if (!used.contains(table)) {
        table.close();
      }
    }
    tables.retainAll(used);
  }

  /** One more user. */
  SealedTables retain() {
    users.incrementAndGet();
    return this;
  }

  /** One user less. */
  void release() {
    if (users.decrementAndGet() == 0) {
      close();
    }
  }

  private synchronized void close() {
    tables.forEach(PartialTable::close);
    tables.clear();
    for (Bucket bucket : buckets) {
      if (bucket != null && bucket.unit != null) {
        bucket.unit.close();
        bucket.unit = null;
      }
    }
  }

  /** Appends the results of a bucket's groups. */
  void finish(int bucket, PartitionBuilder builder, Scratch scratch) {
    groups(
        bucket,
        () -> {},
        scratch,
        (table, ids, n) -> builder.append(table.finish(ids, n, scratch), n));
  }

  /** Adds a bucket's groups to another table. */
  void mergeInto(PartialTable target, int bucket, Scratch scratch) {
    groups(
        bucket,
        () -> {},
        scratch,
        (table, ids, n) -> target.merge(save(bucket, table, ids, n, scratch), n, scratch));
  }

  /**
   * A bucket as a unit, which stays this object's; null when it is empty.
   *
   * @param check called now and then while it is made
   */
  @Nullable ArrowBuf unit(int bucket, Runnable check) {
    Bucket found = buckets[bucket];
    if (found == null) {
      return null;
    }
    synchronized (found) {
      ArrowBuf made = found.unit;
      if (made == null) {
        made = write(bucket, check);
        found.unit = made;
      }
      return made;
    }
  }

  private @Nullable ArrowBuf write(int bucket, Runnable check) {
    try (UnitWriter writer = new UnitWriter(types, allocator);
        Scratch scratch = new Scratch(allocator)) {
      groups(
          bucket,
          check,
          scratch,
          (table, ids, n) -> writer.append(save(bucket, table, ids, n, scratch), n, scratch));
      return writer.build();
    }
  }

  private Vec[] save(int bucket, PartialTable table, int[] ids, int n, Scratch scratch) {
    Bucket found = buckets[bucket];
    BucketIndex index = found == null ? null : found.index;
    long[] hashes = index == null ? table.hashes(ids, n, scratch) : index.hashes(ids, n, scratch);
    return table.save(ids, hashes, n, scratch);
  }

  /** Gives a bucket's groups in chunks; nobody else uses them meanwhile. */
  private void groups(int bucket, Runnable check, Scratch scratch, GroupSink sink) {
    Bucket found = buckets[bucket];
    if (found == null || found.table == null) {
      return;
    }
    synchronized (found) {
      int size = found.rows;
      int[] ids = new int[Math.min(Scratch.CHUNK, size)];
      for (int from = 0; from < size; from += Scratch.CHUNK) {
        check.run();
        int n = Math.min(Scratch.CHUNK, size - from);
        if (found.index == null) {
          for (int i = 0; i < n; i++) {
            ids[i] = from + i;
          }
        } else {
          System.arraycopy(found.index.groups, found.index.starts[bucket] + from, ids, 0, n);
        }
        sink.accept(found.table, ids, n);
        scratch.reset();
      }
    }
  }
}
