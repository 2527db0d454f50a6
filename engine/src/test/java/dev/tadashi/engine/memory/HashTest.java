package dev.tadashi.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HashTest {
  private static long text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      return Hash.bytes(copy.address(), bytes.length);
    }
  }

  /** Another result is another version: workers of two versions must not exchange units. */
  @Test
  void versionOneIsThis() {
    assertThat(Hash.VERSION).isEqualTo(1);
    assertThat(Hash.step(Hash.SEED, 42)).isEqualTo(5393912328485594207L);
    assertThat(text("")).isEqualTo(Hash.SEED);
    assertThat(text("tadashi-mizu")).isEqualTo(6641821670466727551L);
  }

  @Test
  void bucketsAreFilledEvenly() {
    int[] numbers = new int[256];
    int[] texts = new int[256];
    for (int i = 0; i < 25_600; i++) {
      numbers[Hash.bucket(Hash.step(Hash.SEED, i))]++;
      texts[Hash.bucket(Hash.step(Hash.SEED, text("key" + i)))]++;
    }
    for (int bucket = 0; bucket < 256; bucket++) {
      assertThat(numbers[bucket]).isBetween(50, 160);
      assertThat(texts[bucket]).isBetween(50, 160);
    }
  }

  @Test
  void zerosAndNansAreOne() {
    assertThat(Hash.canonical(-0.0)).isEqualTo(Hash.canonical(0.0));
    double otherNan = Double.longBitsToDouble(0xfff8000000000001L);
    assertThat(Hash.canonical(otherNan)).isEqualTo(Hash.canonical(Double.NaN));
  }
}
