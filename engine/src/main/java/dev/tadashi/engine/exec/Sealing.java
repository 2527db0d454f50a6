package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
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

  Sealing(EngineContext context, StageOutput.Partials output, List<PartialTable> tables) {
    this.context = context;
    this.allocator = context.allocator();
    this.output = output;
    this.types = PartialTable.unitTypes(output, allocator);
    this.tables = tables;
  }

  SealedOutput seal() {
    @Nullable ArrowBuf[] units = new @Nullable ArrowBuf[output.buckets()];
    try (Scratches scratches = new Scratches(allocator)) {
      List<BucketIndex> indexes =
          new TableFold(context, scratches)
              .fold(tables).stream()
                  .map(table -> new BucketIndex(context, table, output.buckets(), scratches))
                  .toList();
      Parallel.run(
          context,
          units.length,
          bucket -> {
            List<BucketIndex> parts =
                indexes.stream().filter(index -> index.size(bucket) > 0).toList();
            if (!parts.isEmpty()) {
              units[bucket] = scratches.with(scratch -> unit(parts, bucket, scratch));
            }
          });
      return new SealedOutput(units, rows.get());
    } catch (RuntimeException | Error e) {
      for (ArrowBuf unit : units) {
        if (unit != null) {
          unit.close();
        }
      }
      throw e;
    }
  }

  private @Nullable ArrowBuf unit(List<BucketIndex> parts, int bucket, Scratch scratch) {
    try (UnitWriter writer = new UnitWriter(types, allocator)) {
      if (parts.size() == 1) {
        BucketIndex only = parts.getFirst();
        chunks(only, bucket, scratch, (columns, n) -> writer.append(columns, n));
      } else {
        merge(parts, bucket, writer, scratch);
      }
      rows.addAndGet(writer.rows());
      return writer.build();
    }
  }

  private void merge(List<BucketIndex> parts, int bucket, UnitWriter writer, Scratch scratch) {
    try (PartialTable merged = PartialTable.forUnits(output, allocator)) {
      for (BucketIndex part : parts) {
        chunks(part, bucket, scratch, (columns, n) -> merged.merge(columns, n, scratch));
      }
      int[] ids = new int[Scratch.CHUNK];
      for (int from = 0; from < merged.size(); from += Scratch.CHUNK) {
        context.check();
        int n = Math.min(Scratch.CHUNK, merged.size() - from);
        for (int i = 0; i < n; i++) {
          ids[i] = from + i;
        }
        writer.append(merged.save(ids, merged.hashes(ids, n, scratch), n, scratch), n);
        scratch.reset();
      }
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
