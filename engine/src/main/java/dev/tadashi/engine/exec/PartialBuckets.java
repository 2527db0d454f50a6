package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.aggregate.UnitReader;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Scratches;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Schema;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Buckets of partial aggregates, merged by key: a table for each bucket that has groups. */
final class PartialBuckets implements BucketStore {
  private static final class Bucket {
    @Nullable PartialTable table;
    long bytes;
  }

  private final BufferAllocator allocator;
  private final StageOutput.Partials output;
  private final List<DataType> types;
  private final int low;
  private final Bucket[] buckets;
  private final AtomicLong bytes = new AtomicLong();
  private final Scratches scratches;

  PartialBuckets(BufferAllocator allocator, StageOutput.Partials output, int low, int high) {
    this.allocator = allocator;
    this.output = output;
    this.types = PartialTable.unitTypes(output, allocator);
    this.low = low;
    this.scratches = new Scratches(allocator);
    this.buckets = new Bucket[high - low + 1];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new Bucket();
    }
  }

  @Override
  public void merge(int split, int bucket, ArrowBuf unit, long size) {
    scratches.with(scratch -> {
      validate(bucket, unit, size, scratch);
      merge(buckets[bucket - low], new UnitReader(types, unit, size), scratch);
      return null;
    });
  }

  private void merge(Bucket target, UnitReader reader, Scratch scratch) {
    synchronized (target) {
      PartialTable table = table(target);
      for (int n = reader.next(); n > 0; n = reader.next()) {
        table.merge(reader.read(n, scratch), n, scratch);
        scratch.reset();
      }
      bytes.addAndGet(table.bytes() - target.bytes);
      target.bytes = table.bytes();
    }
  }

  private PartialTable table(Bucket bucket) {
    PartialTable table = bucket.table;
    if (table == null) {
      table = PartialTable.forUnits(output, allocator);
      bucket.table = table;
    }
    return table;
  }

  /** Reads the whole unit before any of it is merged: its form, and that its keys belong here. */
  private void validate(int bucket, ArrowBuf unit, long size, Scratch scratch) {
    UnitReader reader = new UnitReader(types, unit, size);
    for (int n = reader.next(); n > 0; n = reader.next()) {
      Vec hashes = reader.read(n, scratch)[0];
      for (int i = 0; i < n; i++) {
        int found = Hash.bucket(((LongVec) hashes).values()[i]);
        if (found != bucket) {
          throw new TadashiException(
              ErrorCode.PROTOCOL, "a key of bucket " + found + " in a unit of " + bucket);
        }
      }
      scratch.reset();
    }
  }

  @Override
  public long bytes() {
    return bytes.get();
  }

  @Override
  public RowSource rows() {
    return new Finished();
  }

  @Override
  public void close() {
    scratches.close();
    for (Bucket bucket : buckets) {
      synchronized (bucket) {
        if (bucket.table != null) {
          bucket.table.close();
          bucket.table = null;
        }
      }
    }
  }

  /** The buckets' results; a partition is made when it is opened and freed when it is done. */
  private final class Finished implements RowSource {
    private final ConcurrentHashMap<Integer, Partition> open = new ConcurrentHashMap<>();

    @Override
    public int parts() {
      return buckets.length;
    }

    @Override
    public Schema schema() {
      return output.rows();
    }

    @Override
    public Partition open(int part) {
      Bucket bucket = buckets[part];
      synchronized (bucket) {
        if (bucket.table == null && output.keys().isEmpty()) {
          table(bucket);
        }
        Partition made = scratches.with(scratch -> make(bucket.table, scratch));
        open.put(part, made);
        return made;
      }
    }

    private Partition make(@Nullable PartialTable table, Scratch scratch) {
      try (PartitionBuilder builder = new PartitionBuilder(allocator, output.rows())) {
        int size = table == null ? 0 : table.size();
        int[] ids = new int[Math.min(Scratch.CHUNK, size)];
        for (int from = 0; table != null && from < size; from += Scratch.CHUNK) {
          int n = Math.min(Scratch.CHUNK, size - from);
          for (int i = 0; i < n; i++) {
            ids[i] = from + i;
          }
          builder.append(table.finish(ids, n, scratch), n);
          scratch.reset();
        }
        return builder.build();
      }
    }

    @Override
    public void done(int part) {
      Partition made = open.remove(part);
      if (made != null) {
        made.closeColumns();
      }
    }
  }
}
