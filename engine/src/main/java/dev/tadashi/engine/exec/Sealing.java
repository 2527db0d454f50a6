package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.aggregate.RadixRows;
import dev.tadashi.engine.aggregate.RadixTables;
import dev.tadashi.engine.aggregate.UnitWriter;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Scratches;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Merges the threads' tables bucket by bucket, in parallel, and writes one unit for each. */
final class Sealing {
  private final EngineContext context;
  private final BufferAllocator allocator;
  private final StageOutput.Partials output;
  private final List<DataType> types;
  private final List<PartialTable> tables;
  private final AtomicLong rows = new AtomicLong();

  private final RadixTables radix;
  private final List<RadixRows> dealt;

  /**
   * @param tables the threads' tables
   * @param dealt the rows that they dealt to buckets instead
   */
  Sealing(
      EngineContext context,
      StageOutput.Partials output,
      List<PartialTable> tables,
      RadixTables radix,
      List<RadixRows> dealt) {
    this.context = context;
    this.allocator = context.allocator();
    this.output = output;
    this.types = PartialTable.unitTypes(output, allocator);
    this.tables = tables;
    this.radix = radix;
    this.dealt = dealt;
  }

  /**
   * @param strategy how the threads found groups
   */
  SealedOutput seal(@Nullable String strategy) {
    @Nullable ArrowBuf[] units = new @Nullable ArrowBuf[output.buckets()];
    try (Scratches scratches = new Scratches(allocator)) {
      Parallel.run(context, tables.size(), table -> tables.get(table).prepare());
      List<BucketIndex> indexes = indexes(scratches);
      Parallel.run(
          context,
          units.length,
          bucket ->
              units[bucket] =
                  scratches.with(scratch -> unit(parts(indexes, bucket), bucket, scratch)));
      return new SealedOutput(units, rows.get(), strategy);
    } catch (RuntimeException | Error e) {
      for (ArrowBuf unit : units) {
        if (unit != null) {
          unit.close();
        }
      }
      throw e;
    }
  }

  private List<BucketIndex> indexes(Scratches scratches) {
    List<PartialTable> left =
        radix.isUsed() ? tables : new TableFold(context, scratches).fold(tables);
    return left.stream()
        .map(table -> new BucketIndex(context, table, output.buckets(), scratches))
        .toList();
  }

  private static List<BucketIndex> parts(List<BucketIndex> indexes, int bucket) {
    return indexes.stream().filter(index -> index.size(bucket) > 0).toList();
  }

  private @Nullable ArrowBuf unit(List<BucketIndex> parts, int bucket, Scratch scratch) {
    if (parts.isEmpty() && !radix.isUsed()) {
      return null;
    }
    try (UnitWriter writer = new UnitWriter(types, allocator)) {
      if (radix.isUsed()) {
        try (PartialTable table = radix.take(bucket, dealt, scratch)) {
          merge(parts, bucket, table, writer, scratch);
        }
      } else if (parts.size() == 1) {
        chunks(
            parts.getFirst(), bucket, scratch, (columns, n) -> writer.append(columns, n, scratch));
      } else {
        try (PartialTable table = PartialTable.forUnits(output, allocator)) {
          merge(parts, bucket, table, writer, scratch);
        }
      }
      rows.addAndGet(writer.rows());
      return writer.build();
    }
  }

  private void merge(
      List<BucketIndex> parts, int bucket, PartialTable into, UnitWriter writer, Scratch scratch) {
    for (BucketIndex part : parts) {
      chunks(part, bucket, scratch, (columns, n) -> into.merge(columns, n, scratch));
    }
    int[] ids = new int[Scratch.CHUNK];
    for (int from = 0; from < into.size(); from += Scratch.CHUNK) {
      context.check();
      int n = Math.min(Scratch.CHUNK, into.size() - from);
      for (int i = 0; i < n; i++) {
        ids[i] = from + i;
      }
      writer.append(into.save(ids, into.hashes(ids, n, scratch), n, scratch), n, scratch);
      scratch.reset();
    }
  }

  /** Takes a chunk of saved groups. */
  private interface ChunkSink {
    void accept(Vec[] columns, int n);
  }

  private void chunks(BucketIndex index, int bucket, Scratch scratch, ChunkSink sink) {
    int end = index.starts[bucket + 1];
    int[] ids = new int[Math.min(Scratch.CHUNK, index.size(bucket))];
    for (int from = index.starts[bucket]; from < end; from += Scratch.CHUNK) {
      context.check();
      int n = Math.min(Scratch.CHUNK, end - from);
      System.arraycopy(index.groups, from, ids, 0, n);
      sink.accept(index.table.save(ids, index.hashes(ids, n, scratch), n, scratch), n);
      scratch.reset();
    }
  }
}
