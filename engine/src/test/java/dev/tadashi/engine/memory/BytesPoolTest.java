package dev.tadashi.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class BytesPoolTest {
  /** Few bytes of few kinds: strings come again, are new within a batch, are empty, share ends. */
  private static String text(Random random) {
    int length = random.nextInt(20);
    StringBuilder text = new StringBuilder("aaaaaaaaaaaaaaaaaaaa".substring(0, length));
    if (length > 0) {
      text.setCharAt(random.nextInt(length), (char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  @Test
  void aBatchHasTheCodesOfItsStrings() {
    Random random = new Random(3);
    Map<String, Integer> codes = new HashMap<>();
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf bytes = allocator.buffer(InternBatch.SIZE * 20L);
        ArrowBuf out = allocator.buffer(InternBatch.SIZE * 4L);
        BytesPool pool = new BytesPool(allocator)) {
      InternBatch batch = new InternBatch();
      for (int round = 0; round < 40; round++) {
        String[] texts = fill(batch, bytes, random);
        pool.intern(batch);
        batch.writeCodes(out.memoryAddress());
        for (int i = 0; i < texts.length; i++) {
          int code = out.getInt(i * 4L);
          assertThat(codes.computeIfAbsent(texts[i], text -> code)).isEqualTo(code);
          assertThat(Memory.bytes(pool.address(code), pool.length(code)))
              .isEqualTo(texts[i].getBytes(StandardCharsets.US_ASCII));
          assertThat(pool.hash(code)).isEqualTo(Hash.bytes(pool.address(code), pool.length(code)));
        }
      }
      assertThat(pool.size()).isEqualTo(codes.size()).isGreaterThan(2_000);
    }
  }

  private static String[] fill(InternBatch batch, ArrowBuf bytes, Random random) {
    String[] texts = new String[InternBatch.SIZE - 3];
    batch.clear();
    long at = bytes.memoryAddress();
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(random);
      Memory.put(at, texts[i].getBytes(StandardCharsets.US_ASCII));
      batch.add(at, texts[i].length());
      at += texts[i].length();
    }
    return texts;
  }
}
