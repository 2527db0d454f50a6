package dev.tadashi.bench;

import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.InternBatch;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.LongVec;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Texts into codes, as loading does it; time per text. */
@State(Scope.Thread)
public class TextPoolBench {
  @Param({"100", "100000"})
  int distinct;

  /** Up to 15 bytes a text is told from others by two words. */
  @Param({"12", "24"})
  int length;

  private final BufferAllocator allocator = new RootAllocator();
  private ArrowBuf bytes = allocator.getEmpty();
  private final InternBatch batch = new InternBatch();

  @Setup
  public void setUp() {
    bytes = allocator.buffer((long) Chunks.ROWS * length);
    long at = bytes.memoryAddress();
    for (LongVec numbers : Chunks.numbers(distinct, 1)) {
      for (long number : numbers.values()) {
        String text = ("%0" + length + "d").formatted(number);
        Memory.put(at, text.getBytes(StandardCharsets.US_ASCII));
        at += length;
      }
    }
  }

  @TearDown
  public void tearDown() {
    bytes.close();
    allocator.close();
  }

  @Benchmark
  @OperationsPerInvocation(Chunks.ROWS)
  public int intern() {
    try (BytesPool pool = new BytesPool(allocator)) {
      for (int begin = 0; begin < Chunks.ROWS; begin += InternBatch.SIZE) {
        batch.clear();
        for (int row = begin; row < begin + InternBatch.SIZE; row++) {
          batch.add(bytes.memoryAddress() + (long) row * length, length);
        }
        pool.intern(batch);
      }
      return pool.size();
    }
  }
}
