package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Memory;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Builds a validity bitmap, which exists from the first null on. */
final class NullBits implements AutoCloseable {
  private final GrowBuffer bits;
  private int rows;
  private long nullCount;

  NullBits(BufferAllocator allocator) {
    this.bits = new GrowBuffer(allocator);
  }

  int rows() {
    return rows;
  }

  long bytes() {
    return bits.size();
  }

  void appendValid(int n) {
    if (nullCount > 0) {
      for (int i = 0; i < n; i++) {
        Memory.setBit(room(rows + i), rows + i);
      }
    }
    rows += n;
  }

  void append(boolean @Nullable [] nulls, int n) {
    if (nulls == null || nullCount == 0 && !any(nulls, n)) {
      appendValid(n);
      return;
    }
    for (int i = 0; i < n; i++) {
      if (nulls[i]) {
        appendNull();
      } else {
        appendValid(1);
      }
    }
  }

  private static boolean any(boolean[] nulls, int n) {
    boolean any = false;
    for (int i = 0; i < n; i++) {
      any |= nulls[i];
    }
    return any;
  }

  void appendNull() {
    if (nullCount++ == 0) {
      fillValid();
    }
    Memory.clearBit(room(rows), rows);
    rows++;
  }

  private void fillValid() {
    long bytes = (rows + 7L) >> 3;
    if (bytes > 0) {
      Memory.fill(bits.extend(bytes), bytes, (byte) -1);
    }
  }

  private long room(int row) {
    if ((row >> 3) >= bits.size()) {
      bits.appendByte((byte) 0);
    }
    return bits.address();
  }

  Validity build() {
    return nullCount == 0 ? Validity.ALL_VALID : new Validity(bits.take(), nullCount);
  }

  @Override
  public void close() {
    bits.close();
  }
}
