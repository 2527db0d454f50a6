package dev.tadashi.engine.memory;

/**
 * The hash of values that every worker of a cluster agrees on, version {@value #VERSION}. It is
 * computed from the value only, never from a dictionary's code, so that the same key goes to the
 * same bucket wherever it was read. A change of any result here needs a new version, because units
 * sealed by one process are merged by another.
 */
public final class Hash {
  public static final int VERSION = 1;

  /** Where the hash of a row begins; each key is folded in by {@link #step}. */
  public static final long SEED = 0x243F6A8885A308D3L;

  /** What a null contributes; a value may contribute the same, keys are compared anyway. */
  public static final long NULL = 0x13198A2E03707344L;

  private static final long FIRST = 0x9FB21C651E98DF25L;
  private static final long SECOND = 0xD6E8FEB86659FD93L;

  private Hash() {}

  /** Folds the next key's contribution into a row's hash. */
  public static long step(long hash, long value) {
    return mix(hash + FIRST ^ mix(value + SECOND));
  }

  /** Spreads every input bit over all output bits; a bijection. */
  public static long mix(long value) {
    long x = (value ^ value >>> 32) * SECOND;
    x = (x ^ x >>> 29) * FIRST;
    return x ^ x >>> 32;
  }

  /** The contribution of a byte string. */
  public static long bytes(long address, int length) {
    long hash = SEED ^ length * FIRST;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      hash = mix(hash ^ Memory.getLong(address + i));
    }
    return i == length ? hash : mix(hash ^ Memory.getWord(address + i, length - i));
  }

  /**
   * As {@link #bytes} for at most 15 bytes that were read as {@link TextWords} does.
   *
   * @param second without the length in its top byte
   */
  static long words(long first, long second, int length) {
    long hash = SEED ^ length * FIRST;
    if (length > 0) {
      hash = mix(hash ^ first);
    }
    return length > 8 ? mix(hash ^ second) : hash;
  }

  /** The bits of a double by which it is grouped: one NaN, no negative zero. */
  public static long canonical(double value) {
    return Double.doubleToLongBits(value + 0.0);
  }

  /** The bucket of a key: the top eight bits of its hash. */
  public static int bucket(long hash) {
    return (int) (hash >>> 56);
  }
}
