package dev.tadashi.formats.parquet;

import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Memory;

/**
 * Small numbers in Parquet's hybrid of runs and packed bits: one run when all are the same, else
 * all packed, eight numbers to a group.
 */
final class BitPacker {
  private BitPacker() {}

  /** Bits that every number below {@code values} fits into. */
  static int width(int values) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, values - 1));
  }

  /** Writes {@code n} times the same number of at most 32 bits. */
  static void run(GrowBuffer out, int value, int n, int width) {
    unsigned(out, (long) n << 1);
    for (int bits = 0; bits < width; bits += 8) {
      out.appendByte((byte) (value >>> bits));
    }
  }

  /** Packs the first {@code n} numbers. */
  static void pack(GrowBuffer out, int[] values, int n, int width) {
    int groups = (n + 7) / 8;
    unsigned(out, (long) groups << 1 | 1);
    long at = out.extend((long) groups * width);
    long end = at + (long) groups * width;
    long word = 0;
    int bits = 0;
    for (int i = 0; i < n; i++) {
      word |= (values[i] & 0xFFFF_FFFFL) << bits;
      bits += width;
      if (bits >= Integer.SIZE) {
        Memory.putInt(at, (int) word);
        at += Integer.BYTES;
        word >>>= Integer.SIZE;
        bits -= Integer.SIZE;
      }
    }
    for (; at < end; at++) {
      Memory.putByte(at, (byte) word);
      word >>>= 8;
    }
  }

  /** Writes conditions as bare bits. */
  static void bits(GrowBuffer out, int[] values, int n) {
    int bytes = (n + 7) / 8;
    long at = out.extend(bytes);
    Memory.fill(at, bytes, (byte) 0);
    for (int i = 0; i < n; i++) {
      if (values[i] != 0) {
        Memory.setBit(at, i);
      }
    }
  }

  private static void unsigned(GrowBuffer out, long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.appendByte((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.appendByte((byte) rest);
  }
}
