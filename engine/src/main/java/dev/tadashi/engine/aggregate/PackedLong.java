package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import org.jspecify.annotations.Nullable;

/** Everything that is stored in 64 bits, by its distance from a value below the least. */
final class PackedLong extends PackedKey {
  private long least;
  private long greatest;
  private boolean any;

  @Override
  boolean pack(Vec vec, int n, long[] out, boolean first, Scratch scratch) {
    long[] values = ((LongVec) vec).values();
    boolean @Nullable [] nulls = vec.nulls();
    if (nulls != null) {
      return packNullable(values, nulls, n, out, first);
    }
    return first ? begin(values, n, out) : shiftIn(values, n, out);
  }

  // A field f is right when both f and f - 1 have no bits above the field's.
  private boolean begin(long[] values, int n, long[] out) {
    long from = base;
    long all = 0;
    for (int i = 0; i < n; i++) {
      long field = values[i] - from;
      all |= field | field - 1;
      out[i] = field;
    }
    return all >>> bits == 0;
  }

  private boolean shiftIn(long[] values, int n, long[] out) {
    long from = base;
    int by = bits;
    long all = 0;
    for (int i = 0; i < n; i++) {
      long field = values[i] - from;
      all |= field | field - 1;
      out[i] = out[i] << by | field;
    }
    return all >>> by == 0;
  }

  private boolean packNullable(long[] values, boolean[] nulls, int n, long[] out, boolean first) {
    long all = 0;
    for (int i = 0; i < n; i++) {
      long field = nulls[i] ? 0 : values[i] - base;
      all |= nulls[i] ? 0 : field | field - 1;
      out[i] = first ? field : out[i] << bits | field;
    }
    return all >>> bits == 0;
  }

  @Override
  boolean find(Vec vec, int n, DirectIndex index, int[] groups) {
    return vec.nulls() == null && index.findNumbers(((LongVec) vec).values(), base, n, groups);
  }

  @Override
  void fit(long[] words, boolean[] nulls, int size, Vec values, int n, Scratch scratch) {
    any = false;
    extend(words, nulls, size);
    extend(((LongVec) values).values(), values.nulls(), n);
    long width = any ? greatest - least + 1 : 1;
    // More than was seen, so that a few values beyond it do not make everything anew.
    bits = width <= 0 || width > 1L << 61 ? 64 : bitsFor(width + (width >>> 2));
    base = bits == 64 ? 0 : least - 1 - ((1L << bits) - 1 - width >>> 1);
  }

  private void extend(long[] values, boolean @Nullable [] nulls, int n) {
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(nulls, i)) {
        least = any ? Math.min(least, values[i]) : values[i];
        greatest = any ? Math.max(greatest, values[i]) : values[i];
        any = true;
      }
    }
  }

  @Override
  void ends(long[] words, boolean[] nulls) {
    words[0] = base + 1;
    words[1] = base + (1L << bits) - 1;
  }

  @Override
  PackedKey copy() {
    return copyPlace(new PackedLong());
  }

  @Override
  void hash(long[] words, boolean[] nulls, int n, long[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = Hash.step(out[i], nulls[i] ? Hash.NULL : words[i]);
    }
  }

  @Override
  void hash(Vec vec, int n, long[] out) {
    long[] values = ((LongVec) vec).values();
    boolean @Nullable [] nulls = vec.nulls();
    if (nulls != null) {
      hash(values, nulls, n, out);
      return;
    }
    for (int i = 0; i < n; i++) {
      out[i] = Hash.step(out[i], values[i]);
    }
  }

  @Override
  Vec vec(long[] words, boolean @Nullable [] nulls, int n, Scratch scratch) {
    return new LongVec(words, nulls);
  }
}
