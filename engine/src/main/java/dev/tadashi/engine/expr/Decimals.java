package dev.tadashi.engine.expr;

import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DecimalType;
import java.math.BigInteger;

/** Scaled integers of decimals of any precision. */
public final class Decimals {
  private static final BigInteger[] POWERS = new BigInteger[2 * DecimalType.MAX_PRECISION + 1];

  static {
    POWERS[0] = BigInteger.ONE;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1].multiply(BigInteger.TEN);
    }
  }

  private Decimals() {}

  /** 10 to that power, up to 76. */
  public static BigInteger power(int exponent) {
    return POWERS[exponent];
  }

  /** 10 to that power, up to 18. */
  static long longPower(int exponent) {
    return POWERS[exponent].longValueExact();
  }

  /** The scaled integer in a row that is not null. */
  public static BigInteger at(Vec vec, int row) {
    return vec instanceof WideVec wide
        ? Int128.big(wide.high()[row], wide.low()[row])
        : BigInteger.valueOf(((LongVec) vec).values()[row]);
  }

  /** Whether a scaled integer has no more digits than the type allows. */
  public static boolean fits(BigInteger value, DecimalType type) {
    return value.abs().compareTo(POWERS[type.precision()]) < 0;
  }

  /** The quotient, rounded half away from zero. */
  public static BigInteger divide(BigInteger dividend, BigInteger divisor) {
    BigInteger[] parts = dividend.divideAndRemainder(divisor);
    boolean up = parts[1].abs().shiftLeft(1).compareTo(divisor.abs()) >= 0;
    int sign = dividend.signum() * divisor.signum();
    return up ? parts[0].add(BigInteger.valueOf(sign)) : parts[0];
  }

  /** The same number at another scale, rounded half away from zero where digits are lost. */
  public static BigInteger rescale(BigInteger value, int from, int to) {
    if (to >= from) {
      return value.multiply(POWERS[to - from]);
    }
    return divide(value, POWERS[from - to]);
  }
}
