package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.expr.Decimals;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums of integers and scaled decimals in 128 bits. */
final class ExactSums implements Sums {
  static final DecimalType STATE = new DecimalType(DecimalType.MAX_PRECISION, 0);

  private final boolean unsigned;
  private long[] high = new long[0];
  private long[] low = new long[0];

  ExactSums(DataType argument) {
    this.unsigned = argument == SimpleType.UINT64;
  }

  @Override
  public List<DataType> stateTypes() {
    return List.of(STATE);
  }

  @Override
  public void grow(int groups) {
    if (groups > low.length) {
      int length = Growth.length(low.length, groups);
      high = Arrays.copyOf(high, length);
      low = Arrays.copyOf(low, length);
    }
  }

  @Override
  public void add(int[] groups, Vec values, int n) {
    if (values instanceof WideVec wides) {
      addWides(groups, wides, n);
    } else {
      addLongs(groups, (LongVec) values, n);
    }
  }

  private void addLongs(int[] groups, LongVec vec, int n) {
    long[] values = vec.values();
    boolean @Nullable [] nulls = vec.nulls();
    long signMask = unsigned ? 0 : -1;
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        int group = groups[i];
        long sum = low[group] + values[i];
        high[group] += (values[i] >> 63 & signMask) + Int128.carry(values[i], sum);
        low[group] = sum;
      }
    }
  }

  private void addWides(int[] groups, WideVec vec, int n) {
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(vec.nulls(), i)) {
        add(groups[i], vec.high()[i], vec.low()[i]);
      }
    }
  }

  private void add(int group, long addHigh, long addLow) {
    long sumLow = low[group] + addLow;
    long before = high[group];
    long sumHigh = before + addHigh + Int128.carry(addLow, sumLow);
    if (((before ^ sumHigh) & (addHigh ^ sumHigh)) < 0) {
      throw overflow();
    }
    low[group] = sumLow;
    high[group] = sumHigh;
  }

  static TadashiException overflow() {
    return new TadashiException(ErrorCode.NUMERIC_OVERFLOW, "a sum is out of the range of its type")
        .at("fn", "sum");
  }

  @Override
  public void merge(int[] groups, Vec[] states, int first, int n) {
    addWides(groups, (WideVec) states[first], n);
  }

  @Override
  public List<Vec> save(int[] groups, int n, Scratch scratch) {
    return List.of(wides(groups, n, null, scratch));
  }

  Vec wides(int[] groups, int n, boolean @Nullable [] nulls, Scratch scratch) {
    long[] highs = scratch.longs();
    long[] lows = scratch.longs();
    for (int i = 0; i < n; i++) {
      highs[i] = high[groups[i]];
      lows[i] = low[groups[i]];
    }
    return new WideVec(highs, lows, nulls);
  }

  /** The sum when it is a long; more is an error. */
  long longSum(int group) {
    if (high[group] != low[group] >> 63) {
      throw overflow();
    }
    return low[group];
  }

  boolean isLong(int group) {
    return high[group] == low[group] >> 63;
  }

  BigInteger sum(int group) {
    return Int128.big(high[group], low[group]);
  }

  /** Fails when the sum has more than 38 digits. */
  void checkDigits(int group) {
    // So much below 10^38 that the low half does not matter.
    long safe = 5_421_010_862_427_522_169L;
    boolean clear = high[group] < safe && high[group] > -safe;
    if (!clear && !Decimals.fits(sum(group), STATE)) {
      throw overflow();
    }
  }

  @Override
  public long heapBytes() {
    return low.length * 16L;
  }
}
