package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.aggregate.UnitReader;
import dev.tadashi.engine.aggregate.UnitResults;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Scratches;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Buckets of partial aggregates, merged by key. */
final class PartialBuckets implements BucketStore {
  private static final int LEAST_PART_ROWS = 1 << 11;
  private static final int MOST_PART_ROWS = 1 << 16;

  private final BufferAllocator allocator;
  private final int threads;
  private final StageOutput.Partials output;
  private final List<DataType> types;
  private final int low;
  private final MergedBucket[] buckets;
  private final AtomicLong bytes = new AtomicLong();
  private final Scratches scratches;

  PartialBuckets(EngineContext context, StageOutput.Partials output, int low, int high) {
    this.allocator = context.allocator();
    this.threads = context.threads();
    this.output = output;
    this.types = PartialTable.unitTypes(output, allocator);
    this.low = low;
    this.scratches = new Scratches(allocator);
    this.buckets = new MergedBucket[high - low + 1];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new MergedBucket(low + i, allocator, output, types);
    }
  }

  @Override
  public void merge(int split, int bucket, ArrowBuf unit, long size) {
    scratches.with(scratch -> {
      int rows = validate(bucket, unit, size, scratch);
      merge(buckets[bucket - low], unit, size, rows, scratch);
      return null;
    });
  }

  private void merge(MergedBucket target, ArrowBuf unit, long size, int rows, Scratch scratch) {
    synchronized (target) {
      long before = target.bytes();
      target.merge(unit, size, rows, scratch);
      bytes.addAndGet(target.bytes() - before);
    }
  }

  @Override
  public void merge(int split, int bucket, SealedOutput output) {
    SealedTables tables = output.tables();
    if (tables == null) {
      throw new IllegalArgumentException("a split that made no partial aggregates");
    }
    if (!tables.hasTable(bucket)) {
      try {
        mergeUnit(tables, bucket);
      } finally {
        tables.release();
      }
      return;
    }
    MergedBucket target = buckets[bucket - low];
    scratches.with(scratch -> {
      synchronized (target) {
        long before = target.bytes();
        target.merge(tables, scratch);
        bytes.addAndGet(target.bytes() - before);
      }
      return true;
    });
  }

  private void mergeUnit(SealedTables tables, int bucket) {
    ArrowBuf unit = tables.unit(bucket, () -> {});
    if (unit != null) {
      scratches.with(scratch -> {
        merge(buckets[bucket - low], unit, unit.writerIndex(), tables.rows(bucket), scratch);
        return true;
      });
    }
  }

  /**
   * Reads the whole unit's form before any of it is merged, and that its keys belong here.
   *
   * @return its rows
   */
  private int validate(int bucket, ArrowBuf unit, long size, Scratch scratch) {
    UnitReader reader = new UnitReader(types, unit, size);
    int rows = 0;
    for (int n = reader.next(); n > 0; n = reader.next()) {
      long[] hashes = reader.first(n, scratch);
      for (int i = 0; i < n; i++) {
        if (Hash.bucket(hashes[i]) != bucket) {
          throw new TadashiException(
              ErrorCode.PROTOCOL,
              "a key of bucket " + Hash.bucket(hashes[i]) + " in a unit of " + bucket);
        }
      }
      rows += n;
      scratch.reset();
    }
    return rows;
  }

  @Override
  public long bytes() {
    return bytes.get();
  }

  @Override
  public RowSource rows() {
    return new Finished(cut());
  }

  /** Where parts begin: neighbouring buckets are one part while they have few rows. */
  private List<Integer> cut() {
    List<Integer> starts = new ArrayList<>(List.of(0));
    long rows = 0;
    long most = partRows();
    for (int i = 0; i < buckets.length; i++) {
      synchronized (buckets[i]) {
        int more = buckets[i].rows();
        if (rows > 0 && rows + more > most) {
          starts.add(i);
          rows = 0;
        }
        rows += more;
      }
    }
    return starts;
  }

  /** Two parts for each thread, within reason. */
  private long partRows() {
    long total = 0;
    for (MergedBucket bucket : buckets) {
      synchronized (bucket) {
        total += bucket.rows();
      }
    }
    return Math.clamp(total / (threads * 2L), LEAST_PART_ROWS, MOST_PART_ROWS);
  }

  @Override
  public void close() {
    scratches.close();
    for (MergedBucket bucket : buckets) {
      synchronized (bucket) {
        bucket.close();
      }
    }
  }

  /** The buckets' results; a partition is made when it is opened and freed when it is done. */
  private final class Finished implements RowSource {
    private final List<Integer> starts;
    private final ConcurrentHashMap<Integer, Partition> open = new ConcurrentHashMap<>();

    Finished(List<Integer> starts) {
      this.starts = starts;
    }

    @Override
    public int parts() {
      return starts.size();
    }

    @Override
    public Schema schema() {
      return output.rows();
    }

    @Override
    public Partition open(int part) {
      Partition made = take(part);
      open.put(part, made);
      return made;
    }

    @Override
    public Partition take(int part) {
      int end = part + 1 < starts.size() ? starts.get(part + 1) : buckets.length;
      return scratches.with(scratch -> {
        UnitResults results = new UnitResults(output, allocator);
        try (PartitionBuilder builder = new PartitionBuilder(allocator, output.rows())) {
          for (int i = starts.get(part); i < end; i++) {
            synchronized (buckets[i]) {
              buckets[i].finish(builder, results, scratch);
            }
          }
          return builder.build();
        }
      });
    }

    @Override
    public boolean gives() {
      return true;
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
