package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Byte strings one after the other, with the offset where each begins. */
final class PlainTexts implements AutoCloseable {
  private final GrowBuffer offsets;
  private final GrowBuffer data;

  PlainTexts(BufferAllocator allocator) {
    this.offsets = new GrowBuffer(allocator);
    this.data = new GrowBuffer(allocator);
  }

  long bytes() {
    return offsets.size() + data.size();
  }

  /** Makes room for so many strings of which the first ones tell how long they are. */
  void expect(int strings) {
    offsets.reserve((strings + 1L) * Long.BYTES);
    long known = offsets.size() / Long.BYTES;
    if (known > 0) {
      long likely = data.size() * strings / known;
      data.reserve(likely + likely / 32);
    }
  }

  void appendEmpty() {
    offsets.appendLong(data.size());
  }

  void append(long address, int length) {
    offsets.appendLong(data.size());
    data.append(address, length);
  }

  /** Adds a string of so many bytes; the result is where they go. */
  long append(int length) {
    offsets.appendLong(data.size());
    return data.extend(length);
  }

  /** Adds {@code n} strings that lie anywhere. */
  void appendAll(long[] addresses, int[] lengths, int n) {
    long begin = data.size();
    long end = begin;
    long at = offsets.extend((long) n * Long.BYTES);
    for (int i = 0; i < n; i++) {
      Memory.putLong(at + i * 8L, end);
      end += lengths[i];
    }
    long to = data.extend(end - begin);
    for (int i = 0; i < n; i++) {
      Memory.copyText(addresses[i], to, lengths[i]);
      to += lengths[i];
    }
  }

  /** Adds {@code n} strings that lie one after the other, with offsets of 32 bits. */
  void appendAll(long narrowOffsets, long bytes, int n) {
    int first = Memory.getInt(narrowOffsets);
    long shift = data.size() - first;
    long to = offsets.extend((long) n * Long.BYTES);
    for (int i = 0; i < n; i++) {
      Memory.putLong(to + i * 8L, Memory.getInt(narrowOffsets + i * 4L) + shift);
    }
    data.append(bytes + first, (long) Memory.getInt(narrowOffsets + n * 4L) - first);
  }

  /** The offsets, and the end of the last string; taken before the data. */
  ArrowBuf takeOffsets() {
    offsets.appendLong(data.size());
    return offsets.take();
  }

  ArrowBuf takeData() {
    return data.take();
  }

  @Override
  public void close() {
    offsets.close();
    data.close();
  }
}
