package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.util.List;

/** The order of a partition's rows by its sort keys, which are read into arrays. */
final class SortOrder {
  /** One key: 64-bit values in signed order, with what else the type needs. */
  private static final class Key {
    final boolean descending;
    final boolean nullsFirst;
    final boolean text;
    final long[] values;
    final long[] low;
    final int[] lengths;
    final boolean[] nulls;

    Key(SortKey plan, Layout layout, int rows) {
      this.descending = plan.descending();
      this.nullsFirst = plan.nullsFirst();
      this.text = layout == Layout.BYTES;
      this.values = new long[rows];
      this.low = new long[layout == Layout.I128 ? rows : 0];
      this.lengths = new int[text ? rows : 0];
      this.nulls = new boolean[rows];
    }

    int compare(int a, int b) {
      if (nulls[a] | nulls[b]) {
        int order = Boolean.compare(nulls[b], nulls[a]);
        return nullsFirst ? order : -order;
      }
      int order = compareValues(a, b);
      return descending ? -order : order;
    }

    private int compareValues(int a, int b) {
      if (text) {
        return Integer.signum(Memory.compare(values[a], lengths[a], values[b], lengths[b]));
      } else if (low.length > 0) {
        return Int128.compare(values[a], low[a], values[b], low[b]);
      }
      return Long.compare(values[a], values[b]);
    }
  }

  private final Key[] keys;

  private SortOrder(Key[] keys) {
    this.keys = keys;
  }

  /** Heap bytes that the keys take per row. */
  static long bytesPerRow(List<SortKey> keys, Schema schema) {
    long bytes = 0;
    for (SortKey key : keys) {
      Layout layout = Layout.of(schema.field(key.column()).type());
      bytes += layout == Layout.I128 ? 17 : layout == Layout.BYTES ? 13 : 9;
    }
    return bytes;
  }

  static SortOrder read(
      EngineContext context, Partition rows, List<SortKey> plan, Scratch scratch) {
    Key[] keys = new Key[plan.size()];
    for (int i = 0; i < keys.length; i++) {
      Column column = rows.column(plan.get(i).column());
      keys[i] = new Key(plan.get(i), Layout.of(column.type()), rows.rows());
      for (int at = 0; at < rows.rows(); at += Scratch.CHUNK) {
        context.check();
        int n = Math.min(Scratch.CHUNK, rows.rows() - at);
        fill(keys[i], at, column.read(at, n, null, scratch), n, column);
        scratch.reset();
      }
    }
    return new SortOrder(keys);
  }

  private static void fill(Key key, int at, Vec vec, int n, Column column) {
    boolean[] nulls = vec.nulls();
    if (nulls != null) {
      System.arraycopy(nulls, 0, key.nulls, at, n);
    }
    switch (vec) {
      case LongVec longs -> {
        long flip = column.type() == SimpleType.UINT64 ? Long.MIN_VALUE : 0;
        for (int i = 0; i < n; i++) {
          key.values[at + i] = longs.values()[i] ^ flip;
        }
      }
      case DoubleVec doubles -> {
        for (int i = 0; i < n; i++) {
          key.values[at + i] = ordered(doubles.values()[i]);
        }
      }
      case WideVec wides -> {
        System.arraycopy(wides.high(), 0, key.values, at, n);
        System.arraycopy(wides.low(), 0, key.low, at, n);
      }
      case TextVec texts -> {
        for (int i = 0; i < n; i++) {
          key.values[at + i] = texts.address(i);
          key.lengths[at + i] = texts.length(i);
        }
      }
    }
  }

  /** A long that is ordered as the double is; NaN is greatest, the zeros are one. */
  private static long ordered(double value) {
    long bits = Hash.canonical(value);
    return bits ^ bits >> 63 & Long.MAX_VALUE;
  }

  int compare(int a, int b) {
    for (Key key : keys) {
      int order = key.compare(a, b);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
