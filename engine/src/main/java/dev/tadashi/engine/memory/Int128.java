package dev.tadashi.engine.memory;

import java.math.BigInteger;

/** Signed 128-bit integers as two longs, high and low. */
public final class Int128 {
  private Int128() {}

  public static int compare(long aHigh, long aLow, long bHigh, long bLow) {
    return aHigh != bHigh ? Long.compare(aHigh, bHigh) : Long.compareUnsigned(aLow, bLow);
  }

  public static BigInteger big(long high, long low) {
    BigInteger upper = BigInteger.valueOf(high).shiftLeft(64);
    BigInteger lower = BigInteger.valueOf(low);
    return upper.add(low < 0 ? lower.add(BigInteger.ONE.shiftLeft(64)) : lower);
  }

  /** The upper half of a number that fits in 128 bits; the lower one is its {@code longValue}. */
  public static long high(BigInteger value) {
    return value.shiftRight(64).longValue();
  }

  /** The upper half of a long. */
  public static long high(long value) {
    return value >> 63;
  }

  /** 1 when adding the low halves carries into the high ones. */
  public static long carry(long aLow, long sumLow) {
    return Long.compareUnsigned(sumLow, aLow) < 0 ? 1 : 0;
  }
}
