package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Texts and byte strings, in the order of their bytes. */
final class BytesCells extends Cells {
  private static final int OVERHEAD = 24;
  private static final byte[] NONE = new byte[0];

  private byte[][] values = new byte[0][];
  private @Nullable TextVec chunk;
  private long held;

  @Override
  void resize(int length) {
    int from = values.length;
    values = Arrays.copyOf(values, length);
    Arrays.fill(values, from, length, NONE);
  }

  @Override
  void load(Vec given, int n, Scratch scratch) {
    // A chunk in which every row is null has no texts at all.
    chunk = given instanceof TextVec texts ? texts : null;
  }

  private TextVec chunk() {
    return Objects.requireNonNull(chunk);
  }

  @Override
  void set(int slot, int row) {
    byte[] before = values[slot];
    int length = chunk().length(row);
    if (before.length == length) {
      Memory.copy(chunk().address(row), before, length);
      return;
    }
    values[slot] = Memory.bytes(chunk().address(row), length);
    held += length + (before == NONE ? OVERHEAD : -before.length);
  }

  /** The slot that is left has no value of its own any more. */
  @Override
  void move(int from, int to) {
    values[to] = values[from];
    values[from] = NONE;
  }

  @Override
  void swap(int a, int b) {
    byte[] kept = values[a];
    values[a] = values[b];
    values[b] = kept;
  }

  @Override
  int compareRow(int slot, int row) {
    return -Memory.compare(chunk().address(row), chunk().length(row), values[slot]);
  }

  @Override
  int compare(int a, int b) {
    return Arrays.compareUnsigned(values[a], values[b]);
  }

  @Override
  Vec read(int[] slots, int n, boolean[] nulls, Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      lengths[i] = nulls[i] ? 0 : values[slots[i]].length;
      addresses[i] = scratch.memory(lengths[i]);
      if (!nulls[i]) {
        Memory.put(addresses[i], values[slots[i]]);
      }
    }
    return new BytesVec(addresses, lengths, nulls);
  }

  @Override
  int size(int slot) {
    return 4 + values[slot].length;
  }

  @Override
  void write(int slot, long address) {
    Memory.putInt(address, values[slot].length);
    Memory.put(address + 4, values[slot]);
  }

  @Override
  long heapBytes() {
    return values.length * 8L + held;
  }
}
