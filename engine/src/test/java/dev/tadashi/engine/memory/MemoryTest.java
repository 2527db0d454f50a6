package dev.tadashi.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryTest {
  /** Often equal up to somewhere, so that every length of common beginning comes. */
  private static byte[] like(byte[] other, Random random) {
    byte[] bytes = Arrays.copyOf(other, random.nextInt(28));
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static MemorySegment offHeap(Arena arena, byte[] bytes) {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
  }

  @Test
  void textsAreOrderedByTheirUnsignedBytes() {
    Random random = new Random(7);
    byte[] last = new byte[0];
    for (int round = 0; round < 20_000; round++) {
      byte[] a = like(last, random);
      byte[] b = like(a, random);
      int expected = Integer.signum(Arrays.compareUnsigned(a, b));
      try (Arena arena = Arena.ofConfined()) {
        long x = offHeap(arena, a).address();
        long y = offHeap(arena, b).address();
        assertThat(Integer.signum(Memory.compare(x, a.length, y, b.length))).isEqualTo(expected);
        assertThat(Integer.signum(Memory.compare(x, a.length, b))).isEqualTo(expected);
        assertThat(Memory.same(x, a.length, y, b.length)).isEqualTo(Arrays.equals(a, b));
      }
      last = b;
    }
  }

  @Test
  void aWordOfFewBytesHoldsTheseAlone() {
    byte[] bytes = {1, -2, 3, -4, 5, -6, 7, 99};
    try (Arena arena = Arena.ofConfined()) {
      long address = offHeap(arena, bytes).address();
      for (int length = 0; length < 8; length++) {
        long all = Memory.getLong(address);
        assertThat(Memory.getWord(address, length)).isEqualTo(all & (1L << length * 8) - 1);
      }
    }
  }
}
