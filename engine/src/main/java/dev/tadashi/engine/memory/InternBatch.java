package dev.tadashi.engine.memory;

/** Some byte strings, and their codes once {@link BytesPool#intern(InternBatch)} has found them. */
public final class InternBatch {
  /** So few that all of it stays in the processor's nearest cache. */
  public static final int SIZE = 512;

  final long[] addresses = new long[SIZE];
  final int[] lengths = new int[SIZE];
  final long[] hashes = new long[SIZE];
  final long[] first = new long[SIZE];
  final long[] second = new long[SIZE];
  final int[] codes = new int[SIZE];

  /** Numbers of texts that are still looked for. */
  final int[] open = new int[SIZE];

  private int size;

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  public void add(long address, int length) {
    addresses[size] = address;
    lengths[size] = length;
    size++;
  }

  /** Opens all; the result is how many. */
  int all() {
    for (int i = 0; i < size; i++) {
      open[i] = i;
    }
    return size;
  }

  public boolean isFull() {
    return size == SIZE;
  }

  public int code(int i) {
    return codes[i];
  }

  /** Writes the codes as integers of 32 bits. */
  public void writeCodes(long address) {
    for (int i = 0; i < size; i++) {
      Memory.putInt(address + i * 4L, codes[i]);
    }
  }
}
