package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;

/** Everything that is stored in 64 bits, kept such that signed longs have its order. */
final class LongCells extends Cells {
  private final boolean floating;
  private final long flip;
  private long[] values = new long[0];
  private long[] chunk = new long[0];

  LongCells(boolean floating, long flip) {
    this.floating = floating;
    this.flip = flip;
  }

  /** Of all bits a double has: NaN is greatest, there is one of it and one zero. */
  static long ordered(double value) {
    long bits = Hash.canonical(value);
    return bits ^ bits >> 63 & Long.MAX_VALUE;
  }

  static double number(long ordered) {
    return Double.longBitsToDouble(bits(ordered));
  }

  private static long bits(long ordered) {
    return ordered ^ ordered >> 63 & Long.MAX_VALUE;
  }

  @Override
  void resize(int length) {
    values = Arrays.copyOf(values, length);
  }

  @Override
  void load(Vec given, int n, Scratch scratch) {
    if (given instanceof LongVec longs && flip == 0) {
      chunk = longs.values();
      return;
    }
    chunk = scratch.longs();
    if (given instanceof DoubleVec doubles) {
      for (int i = 0; i < n; i++) {
        chunk[i] = ordered(doubles.values()[i]);
      }
    } else if (given instanceof LongVec longs) {
      for (int i = 0; i < n; i++) {
        chunk[i] = longs.values()[i] ^ flip;
      }
    }
  }

  /** The loaded chunk, in the order of signed longs. */
  long[] chunk() {
    return chunk;
  }

  /** The value of a slot, in the order of signed longs. */
  long value(int slot) {
    return values[slot];
  }

  @Override
  void set(int slot, int row) {
    values[slot] = chunk[row];
  }

  @Override
  void move(int from, int to) {
    values[to] = values[from];
  }

  @Override
  void swap(int a, int b) {
    long kept = values[a];
    values[a] = values[b];
    values[b] = kept;
  }

  @Override
  int compareRow(int slot, int row) {
    return Long.compare(values[slot], chunk[row]);
  }

  @Override
  int compare(int a, int b) {
    return Long.compare(values[a], values[b]);
  }

  @Override
  Vec read(int[] slots, int n, boolean[] nulls, Scratch scratch) {
    if (floating) {
      double[] out = scratch.doubles();
      for (int i = 0; i < n; i++) {
        out[i] = nulls[i] ? 0 : number(values[slots[i]]);
      }
      return new DoubleVec(out, nulls);
    }
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = nulls[i] ? 0 : values[slots[i]] ^ flip;
    }
    return new LongVec(out, nulls);
  }

  @Override
  int size(int slot) {
    return 8;
  }

  @Override
  void write(int slot, long address) {
    Memory.putLong(address, floating ? bits(values[slot]) : values[slot] ^ flip);
  }

  @Override
  long heapBytes() {
    return values.length * 8L;
  }
}
