package dev.tadashi.engine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads and writes of off-heap memory by absolute address, through one constant segment over the
 * whole address space: the compiler then drops base, scope and bounds checks. The caller answers
 * for the address; everything that comes from a peer is checked before it gets here. Little-endian.
 */
public final class Memory {
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Memory() {}

  public static byte getByte(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address);
  }

  public static short getShort(long address) {
    return ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
  }

  public static int getInt(long address) {
    return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  public static long getLong(long address) {
    return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  /** Fewer than eight bytes as the low ones of a word; reads no others. */
  public static long getWord(long address, int bytes) {
    if (bytes >= 4) {
      // Both reads agree about the bytes that they share.
      long end = getInt(address + bytes - 4) & 0xFFFF_FFFFL;
      return getInt(address) & 0xFFFF_FFFFL | end << (bytes - 4) * 8;
    }
    long word = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      word = word << 8 | getByte(address + i) & 0xFF;
    }
    return word;
  }

  public static float getFloat(long address) {
    return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
  }

  public static double getDouble(long address) {
    return ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
  }

  public static void putByte(long address, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, value);
  }

  public static void putShort(long address, short value) {
    ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, value);
  }

  public static void putInt(long address, int value) {
    ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
  }

  public static void putLong(long address, long value) {
    ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  public static void putFloat(long address, float value) {
    ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
  }

  public static void putDouble(long address, double value) {
    ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
  }

  /** Whether bit {@code index} of an Arrow bitmap is set. */
  public static boolean getBit(long bitmap, long index) {
    return (getByte(bitmap + (index >> 3)) >> (index & 7) & 1) != 0;
  }

  public static void setBit(long bitmap, long index) {
    long address = bitmap + (index >> 3);
    putByte(address, (byte) (getByte(address) | 1 << (index & 7)));
  }

  public static void clearBit(long bitmap, long index) {
    long address = bitmap + (index >> 3);
    putByte(address, (byte) (getByte(address) & ~(1 << (index & 7))));
  }

  public static void copy(long from, long to, long bytes) {
    MemorySegment.copy(ALL, from, ALL, to, bytes);
  }

  /** As {@link #copy(long, long, long)}, faster for short texts. */
  public static void copyText(long from, long to, int bytes) {
    if (bytes > 16) {
      copy(from, to, bytes);
    } else if (bytes >= 8) {
      long end = getLong(from + bytes - 8);
      putLong(to, getLong(from));
      putLong(to + bytes - 8, end);
    } else if (bytes >= 4) {
      int end = getInt(from + bytes - 4);
      putInt(to, getInt(from));
      putInt(to + bytes - 4, end);
    } else {
      for (int i = 0; i < bytes; i++) {
        putByte(to + i, getByte(from + i));
      }
    }
  }

  /** Sets the first {@code bits} bits of a bitmap; the rest of the last byte is not defined. */
  public static void setBits(long bitmap, int bits) {
    fill(bitmap, bits + 7L >> 3, (byte) -1);
  }

  public static void fill(long address, long bytes, byte value) {
    ALL.asSlice(address, bytes).fill(value);
  }

  /** Reads {@code n} values, which is far faster than one by one. */
  public static void copy(long from, byte[] to, int n) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, from, to, 0, n);
  }

  public static void copy(long from, short[] to, int n) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_SHORT_UNALIGNED, from, to, 0, n);
  }

  public static void copy(long from, int[] to, int n) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_INT_UNALIGNED, from, to, 0, n);
  }

  public static void copy(long from, long[] to, int n) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_LONG_UNALIGNED, from, to, 0, n);
  }

  public static void copy(long from, double[] to, int n) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, from, to, 0, n);
  }

  /** Writes {@code n} values. */
  public static void copy(int[] from, long to, int n) {
    MemorySegment.copy(from, 0, ALL, ValueLayout.JAVA_INT_UNALIGNED, to, n);
  }

  public static void copy(long[] from, long to, int n) {
    MemorySegment.copy(from, 0, ALL, ValueLayout.JAVA_LONG_UNALIGNED, to, n);
  }

  public static void copy(double[] from, long to, int n) {
    MemorySegment.copy(from, 0, ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, to, n);
  }

  /** Writes {@code n} values from index {@code at} on. */
  public static void copy(long[] from, int at, long to, int n) {
    MemorySegment.copy(from, at, ALL, ValueLayout.JAVA_LONG_UNALIGNED, to, n);
  }

  /** The bytes as a buffer, which is no longer valid than they are. */
  public static ByteBuffer view(long address, int length) {
    return ALL.asSlice(address, length).asByteBuffer();
  }

  public static byte[] bytes(long address, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, copy, 0, length);
    return copy;
  }

  public static void put(long address, byte[] bytes) {
    put(address, bytes, bytes.length);
  }

  /** Writes the first {@code length} bytes. */
  public static void put(long address, byte[] bytes, int length) {
    MemorySegment.copy(bytes, 0, ALL, ValueLayout.JAVA_BYTE, address, length);
  }

  /** Order of two byte strings, bytes unsigned, a prefix before what it begins. */
  public static int compare(long a, int aLength, long b, int bLength) {
    int common = Math.min(aLength, bLength);
    for (int i = 0; i + 8 <= common; i += 8) {
      int order = compareWords(getLong(a + i), getLong(b + i));
      if (order != 0) {
        return order;
      }
    }
    int rest = compareRest(a, b, common);
    return rest != 0 ? rest : Integer.compare(aLength, bLength);
  }

  /** What is left after whole words that are the same. */
  private static int compareRest(long a, long b, int common) {
    if (common >= 8) {
      return compareWords(getLong(a + common - 8), getLong(b + common - 8));
    }
    for (int i = 0; i < common; i++) {
      int difference = (getByte(a + i) & 0xFF) - (getByte(b + i) & 0xFF);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static int compareWords(long a, long b) {
    return a == b ? 0 : Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
  }

  /** As {@link #compare(long, int, long, int)} with a byte string on the heap. */
  public static int compare(long a, int aLength, byte[] b) {
    int common = Math.min(aLength, b.length);
    int i = 0;
    for (; i + 8 <= common; i += 8) {
      int order = compareWords(getLong(a + i), (long) WORDS.get(b, i));
      if (order != 0) {
        return order;
      }
    }
    for (; i < common; i++) {
      int difference = (getByte(a + i) & 0xFF) - (b[i] & 0xFF);
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(aLength, b.length);
  }

  public static boolean same(long a, int aLength, long b, int bLength) {
    if (aLength != bLength) {
      return false;
    }
    int i = 0;
    for (; i + 8 <= aLength; i += 8) {
      if (getLong(a + i) != getLong(b + i)) {
        return false;
      }
    }
    return aLength >= 8
        ? getLong(a + aLength - 8) == getLong(b + aLength - 8)
        : sameBytes(a, b, aLength);
  }

  private static boolean sameBytes(long a, long b, int length) {
    for (int i = 0; i < length; i++) {
      if (getByte(a + i) != getByte(b + i)) {
        return false;
      }
    }
    return true;
  }
}
