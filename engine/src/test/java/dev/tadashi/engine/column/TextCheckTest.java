package dev.tadashi.engine.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.Test;

final class TextCheckTest {
  @Test
  void agreesWithJavaAboutAnyBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf memory = allocator.buffer(16)) {
      for (int i = 0; i < 300_000; i++) {
        byte[] bytes = text(random);
        Memory.put(memory.memoryAddress(), bytes);
        assertThat(TextCheck.isUtf8(memory.memoryAddress(), bytes.length))
            .as("seed %d, text %d", seed, i)
            .isEqualTo(decodes(bytes));
      }
    }
  }

  /** Mostly bytes that begin or continue characters, so that many texts are nearly right. */
  private static byte[] text(Random random) {
    byte[] bytes = new byte[random.nextInt(9)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte)
              switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x80);
                case 1 -> 0xC0 + random.nextInt(0x40);
                default -> 0x80 + random.nextInt(0x40);
              };
    }
    return bytes;
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void namesTheFirstRowAndPassesOverNulls() {
    try (BufferAllocator allocator = new RootAllocator();
        VarCharVector texts = new VarCharVector("t", allocator)) {
      texts.allocateNew();
      byte[] half = {(byte) 0xC3};
      texts.setSafe(0, "größe".getBytes(StandardCharsets.UTF_8));
      texts.setSafe(1, half);
      texts.setSafe(2, new byte[] {(byte) 0xBC});
      texts.setValueCount(3);
      assertThat(TextCheck.firstInvalid(texts, 3)).as("two halves are no whole").isEqualTo(1);
      texts.setNull(1);
      assertThat(TextCheck.firstInvalid(texts, 3)).isEqualTo(2);
      texts.setNull(2);
      assertThat(TextCheck.firstInvalid(texts, 3)).isEqualTo(-1);
    }
  }
}
