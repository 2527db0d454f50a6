package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** IN a set of constants. Not found is null instead of false when the set holds a null. */
final class MemberSet implements Kernel {
  private final Kernel value;
  private final boolean hasNull;

  /** Sorted; doubles by their canonical bits. */
  private final long[] longs;

  private final Set<BigInteger> wides;

  private MemberSet(Kernel value, boolean hasNull, long[] longs, Set<BigInteger> wides) {
    this.value = value;
    this.hasNull = hasNull;
    this.longs = longs;
    this.wides = wides;
  }

  @Override
  public Vec eval(Rows rows) {
    Vec values = value.eval(rows);
    Scratch scratch = rows.scratch();
    int n = rows.size();
    long[] out = scratch.longs();
    switch (values) {
      case LongVec vec -> {
        for (int i = 0; i < n; i++) {
          out[i] = contains(vec.values()[i]);
        }
      }
      case DoubleVec vec -> {
        for (int i = 0; i < n; i++) {
          out[i] = contains(Hash.canonical(vec.values()[i]));
        }
      }
      case WideVec vec -> {
        for (int i = 0; i < n; i++) {
          out[i] = wides.contains(Int128.big(vec.high()[i], vec.low()[i])) ? 1 : 0;
        }
      }
      case TextVec vec -> throw new IllegalStateException("texts have their own kernel");
    }
    LongVec found = new LongVec(out, values.nulls());
    return hasNull ? nullWhereFalse(found, n, scratch) : found;
  }

  private long contains(long key) {
    return Arrays.binarySearch(longs, key) >= 0 ? 1 : 0;
  }

  private static Vec nullWhereFalse(LongVec found, int n, Scratch scratch) {
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      nulls[i] = found.values()[i] == 0 || Vec.isNull(found.nulls(), i);
    }
    return new LongVec(found.values(), nulls);
  }

  /** Collects the constants. */
  static final class Builder {
    private final BytesPool constants;
    private final Set<Long> longs = new HashSet<>();
    private final Set<BigInteger> wides = new HashSet<>();
    private final Set<Integer> texts = new HashSet<>();
    private boolean hasNull;

    Builder(BytesPool constants) {
      this.constants = constants;
    }

    /** Adds the only row of a chunk. */
    void add(Vec constant) {
      if (Vec.isNull(constant.nulls(), 0)) {
        hasNull = true;
        return;
      }
      switch (constant) {
        case LongVec vec -> longs.add(vec.values()[0]);
        case DoubleVec vec -> longs.add(Hash.canonical(vec.values()[0]));
        case WideVec vec -> wides.add(Int128.big(vec.high()[0], vec.low()[0]));
        case TextVec vec -> texts.add(constants.intern(vec.address(0), vec.length(0)));
      }
    }

    Kernel build(Kernel value, Layout layout) {
      if (layout != Layout.BYTES) {
        long[] sorted = longs.stream().mapToLong(Long::longValue).sorted().toArray();
        return new MemberSet(value, hasNull, sorted, wides);
      }
      TextTest test = new TextTest(value, (a, n) -> texts.contains(constants.find(a, n)));
      return hasNull
          ? rows -> nullWhereFalse((LongVec) test.eval(rows), rows.size(), rows.scratch())
          : test;
    }
  }
}
