package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;

/** Reads saved states of {@link CountDistinctAggregate}, checking lengths, a chunk at a time. */
final class DistinctReader {
  private final CountDistinctAggregate target;
  private final Layout layout;
  private final Scratch scratch;
  private final long[] groups;
  private final long[] first;
  private final long[] second;
  private final double[] doubles;
  private final int[] lengths;
  private int n;

  DistinctReader(CountDistinctAggregate target, Layout layout, Scratch scratch) {
    this.target = target;
    this.layout = layout;
    this.scratch = scratch;
    this.groups = scratch.longs();
    this.first = scratch.longs();
    this.second = scratch.longs();
    this.doubles = scratch.doubles();
    this.lengths = scratch.ints();
  }

  void add(int group, long address, int length) {
    long end = address + length;
    long at = address;
    while (at < end) {
      groups[n] = group;
      at = readOne(at, end);
      if (++n == Scratch.CHUNK) {
        flush();
      }
    }
  }

  private long readOne(long at, long end) {
    if (layout == Layout.BYTES) {
      lengths[n] = CountDistinctAggregate.readLength(at, end);
      first[n] = at + 4;
      return at + 4 + lengths[n];
    }
    int width = layout == Layout.I128 ? 16 : 8;
    if (end - at < width) {
      throw CountDistinctAggregate.corrupt();
    }
    first[n] = Memory.getLong(at);
    doubles[n] = Double.longBitsToDouble(first[n]);
    second[n] = width == 16 ? Memory.getLong(at + 8) : 0;
    return at + width;
  }

  void flush() {
    if (n > 0) {
      target.addValues(groups, chunk(), n, scratch);
      n = 0;
    }
  }

  private Vec chunk() {
    return switch (layout) {
      case F32, F64 -> new DoubleVec(doubles, null);
      case I128 -> new WideVec(second, first, null);
      case BYTES -> new BytesVec(first, lengths, null);
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 -> new LongVec(first, null);
    };
  }
}
