package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.aggregate.RadixRows;
import dev.tadashi.engine.aggregate.RadixTables;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Scratches;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Merges the threads' tables, bucket by bucket and in parallel. */
final class Sealing {
  private final EngineContext context;
  private final BufferAllocator allocator;
  private final StageOutput.Partials output;
  private final List<DataType> types;
  private final List<PartialTable> tables;

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
   * Takes the tables over, also when it fails.
   *
   * @param strategy how the threads found groups
   */
  SealedOutput seal(@Nullable String strategy) {
    SealedTables sealed = new SealedTables(allocator, types, output.buckets());
    tables.forEach(sealed::own);
    try (Scratches scratches = new Scratches(allocator)) {
      Parallel.run(context, tables.size(), table -> tables.get(table).prepare());
      List<BucketIndex> indexes = indexes(scratches);
      Parallel.run(
          context,
          output.buckets(),
          bucket ->
              scratches.with(scratch -> {
                put(sealed, parts(indexes, bucket), bucket, scratch);
                return true;
              }));
      sealed.trim();
      return new SealedOutput(sealed, strategy);
    } catch (RuntimeException | Error e) {
      sealed.release();
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

  private void put(SealedTables sealed, List<BucketIndex> parts, int bucket, Scratch scratch) {
    if (radix.isUsed()) {
      PartialTable table = radix.take(bucket, dealt, scratch);
      sealed.own(table);
      merge(parts, bucket, table, scratch);
      sealed.putUnit(bucket, table, context::check);
    } else if (parts.size() == 1) {
      sealed.put(bucket, parts.getFirst());
    } else if (parts.size() > 1) {
      PartialTable table = PartialTable.forUnits(output, allocator);
      sealed.own(table);
      merge(parts, bucket, table, scratch);
      sealed.put(bucket, table);
    }
  }

  private void merge(List<BucketIndex> parts, int bucket, PartialTable into, Scratch scratch) {
    for (BucketIndex part : parts) {
      int end = part.starts[bucket + 1];
      int[] ids = new int[Math.min(Scratch.CHUNK, part.size(bucket))];
      for (int from = part.starts[bucket]; from < end; from += Scratch.CHUNK) {
        context.check();
        int n = Math.min(Scratch.CHUNK, end - from);
        System.arraycopy(part.groups, from, ids, 0, n);
        long[] hashes = part.hashes(ids, n, scratch);
        into.merge(part.table.save(ids, hashes, n, scratch), n, scratch);
        scratch.reset();
      }
    }
  }
}
