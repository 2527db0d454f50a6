package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.NestedBytes;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.column.ValueDecoder;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import org.jspecify.annotations.Nullable;

/** Lists of packed rows as rows again, with their numbers in the list. */
final class RowUnpacker {
  private final EngineContext context;
  private final RowStep.Unpack plan;
  private final Layout[] layouts;

  RowUnpacker(EngineContext context, RowStep.Unpack plan) {
    this.context = context;
    this.plan = plan;
    this.layouts = plan.fields().stream().map(Field::type).map(Layout::of).toArray(Layout[]::new);
  }

  /** One partition for each of the input's. */
  RowSet unpack(RowSet input) {
    Schema schema = plan.output(input.schema());
    @Nullable Partition[] made = new @Nullable Partition[input.parts()];
    try {
      Parallel.run(context, made.length, part -> made[part] = unpack(input.open(part), schema));
    } catch (RuntimeException | Error e) {
      for (Partition partition : made) {
        if (partition != null) {
          partition.closeColumns();
        }
      }
      throw e;
    }
    return new RowSet(schema, java.util.Arrays.stream(made).map(RowUnpacker::made).toList());
  }

  private static Partition made(@Nullable Partition partition) {
    return java.util.Objects.requireNonNull(partition);
  }

  private Partition unpack(Partition lists, Schema schema) {
    try (PartitionBuilder builder = new PartitionBuilder(context.allocator(), schema);
        Scratch scratch = new Scratch(context.allocator());
        Scratch own = new Scratch(context.allocator())) {
      Chunk chunk = new Chunk(builder, own);
      for (int at = 0; at < lists.rows(); at += Scratch.CHUNK) {
        context.check();
        int n = Math.min(Scratch.CHUNK, lists.rows() - at);
        Vec vec = lists.column(plan.column()).read(at, n, null, scratch);
        if (vec instanceof TextVec texts) {
          chunk.add(texts, n, scratch);
        }
        chunk.flush();
        scratch.reset();
      }
      return builder.build();
    }
  }

  /** Rows that are put together until there are enough of them. */
  private final class Chunk {
    private final PartitionBuilder builder;
    private final Scratch scratch;
    private final long[] rows = new long[Scratch.CHUNK];
    private final long[] numbers = new long[Scratch.CHUNK];
    private int n;

    Chunk(PartitionBuilder builder, Scratch scratch) {
      this.builder = builder;
      this.scratch = scratch;
    }

    void add(TextVec lists, int count, Scratch decoding) {
      ValueDecoder decoder = new ValueDecoder(Layout.BYTES, decoding);
      for (int i = 0; i < count; i++) {
        if (Vec.isNull(lists.nulls(), i)) {
          continue;
        }
        int head = NestedBytes.listHead(NestedBytes.elements(lists.address(i), lists.length(i)));
        decoder.open(lists.address(i) + head, lists.length(i) - head);
        for (long number = 1; decoder.hasMore(); number++) {
          decoder.read();
          rows[n] = ((TextVec) decoder.chunk()).address(0);
          decoder.clear();
          numbers[n++] = number;
          if (n == Scratch.CHUNK) {
            flush();
          }
        }
      }
    }

    void flush() {
      if (n == 0) {
        return;
      }
      Vec[] columns = new Vec[layouts.length + 1];
      for (int i = 0; i < layouts.length; i++) {
        columns[i] = column(layouts[i]);
      }
      columns[layouts.length] = new LongVec(numbers, null);
      builder.append(columns, n);
      scratch.reset();
      n = 0;
    }

    /** Reads a column of all rows, and moves behind it. */
    private Vec column(Layout layout) {
      boolean[] nulls = scratch.flags();
      long[] first = scratch.longs();
      long[] second = scratch.longs();
      int[] lengths = scratch.ints();
      for (int i = 0; i < n; i++) {
        nulls[i] = Memory.getByte(rows[i]) == 0;
        rows[i]++;
        first[i] = 0;
        second[i] = 0;
        lengths[i] = 0;
        if (!nulls[i]) {
          read(layout, i, first, second, lengths);
        }
      }
      return switch (layout) {
        case F32, F64 -> doubles(first, nulls);
        case I128 -> new WideVec(second, first, nulls);
        case BYTES -> new BytesVec(first, lengths, nulls);
        case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 -> new LongVec(first, nulls);
      };
    }

    private void read(Layout layout, int i, long[] first, long[] second, int[] lengths) {
      switch (layout) {
        case BYTES -> {
          lengths[i] = Memory.getInt(rows[i]);
          first[i] = rows[i] + 4;
          rows[i] += 4L + lengths[i];
        }
        case I128 -> {
          first[i] = Memory.getLong(rows[i]);
          second[i] = Memory.getLong(rows[i] + 8);
          rows[i] += 16;
        }
        default -> {
          first[i] = Memory.getLong(rows[i]);
          rows[i] += 8;
        }
      }
    }

    private Vec doubles(long[] bits, boolean[] nulls) {
      double[] out = scratch.doubles();
      for (int i = 0; i < n; i++) {
        out[i] = Double.longBitsToDouble(bits[i]);
      }
      return new DoubleVec(out, nulls);
    }
  }
}
