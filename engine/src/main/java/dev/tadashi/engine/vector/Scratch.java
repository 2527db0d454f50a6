package dev.tadashi.engine.vector;

import dev.tadashi.engine.memory.Buffers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Arrays of one chunk's length, handed out and all taken back at once by {@link #reset}, so that a
 * pipeline allocates nothing per chunk. For one thread.
 */
public final class Scratch implements AutoCloseable {
  /** Rows that kernels take at once. */
  public static final int CHUNK = 4096;

  private static final long PAGE = 64 * 1024;

  private final BufferAllocator allocator;
  private final Shelf<long[]> longs = new Shelf<>(() -> new long[CHUNK]);
  private final Shelf<double[]> doubles = new Shelf<>(() -> new double[CHUNK]);
  private final Shelf<int[]> ints = new Shelf<>(() -> new int[CHUNK]);
  private final Shelf<boolean[]> flags = new Shelf<>(() -> new boolean[CHUNK]);
  private final List<ArrowBuf> pages = new ArrayList<>();
  private long next;
  private long end;

  public Scratch(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** Content is arbitrary, here and below. */
  public long[] longs() {
    return longs.take();
  }

  public double[] doubles() {
    return doubles.take();
  }

  public int[] ints() {
    return ints.take();
  }

  public boolean[] flags() {
    return flags.take();
  }

  /** Address of that many bytes off-heap. */
  public long memory(long bytes) {
    if (end - next < bytes) {
      ArrowBuf page = Buffers.allocate(allocator, Math.max(PAGE, bytes));
      pages.add(page);
      next = page.memoryAddress();
      end = next + page.capacity();
    }
    long address = next;
    next += bytes;
    return address;
  }

  /** Takes everything back. */
  public void reset() {
    longs.reset();
    doubles.reset();
    ints.reset();
    flags.reset();
    while (pages.size() > 1) {
      pages.removeLast().close();
    }
    next = pages.isEmpty() ? 0 : pages.getFirst().memoryAddress();
    end = pages.isEmpty() ? 0 : next + pages.getFirst().capacity();
  }

  @Override
  public void close() {
    pages.forEach(ArrowBuf::close);
    pages.clear();
    next = 0;
    end = 0;
  }

  private static final class Shelf<T> {
    private final Supplier<T> maker;
    private final List<T> all = new ArrayList<>();
    private int used;

    Shelf(Supplier<T> maker) {
      this.maker = maker;
    }

    T take() {
      if (used == all.size()) {
        all.add(maker.get());
      }
      return all.get(used++);
    }

    void reset() {
      used = 0;
    }
  }
}
