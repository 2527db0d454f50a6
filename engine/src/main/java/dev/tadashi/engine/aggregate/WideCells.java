package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import java.util.Arrays;

/** Decimals of more than 18 digits. */
final class WideCells extends Cells {
  private long[] high = new long[0];
  private long[] low = new long[0];
  private long[] chunkHigh = new long[0];
  private long[] chunkLow = new long[0];

  @Override
  void resize(int length) {
    high = Arrays.copyOf(high, length);
    low = Arrays.copyOf(low, length);
  }

  @Override
  void load(Vec given, int n, Scratch scratch) {
    WideVec wides = (WideVec) given;
    chunkHigh = wides.high();
    chunkLow = wides.low();
  }

  @Override
  void set(int slot, int row) {
    high[slot] = chunkHigh[row];
    low[slot] = chunkLow[row];
  }

  @Override
  void move(int from, int to) {
    high[to] = high[from];
    low[to] = low[from];
  }

  @Override
  void swap(int a, int b) {
    long keptHigh = high[a];
    long keptLow = low[a];
    move(b, a);
    high[b] = keptHigh;
    low[b] = keptLow;
  }

  @Override
  int compareRow(int slot, int row) {
    return Int128.compare(high[slot], low[slot], chunkHigh[row], chunkLow[row]);
  }

  @Override
  int compare(int a, int b) {
    return Int128.compare(high[a], low[a], high[b], low[b]);
  }

  @Override
  Vec read(int[] slots, int n, boolean[] nulls, Scratch scratch) {
    long[] highs = scratch.longs();
    long[] lows = scratch.longs();
    for (int i = 0; i < n; i++) {
      highs[i] = nulls[i] ? 0 : high[slots[i]];
      lows[i] = nulls[i] ? 0 : low[slots[i]];
    }
    return new WideVec(highs, lows, nulls);
  }

  @Override
  int size(int slot) {
    return 16;
  }

  @Override
  void write(int slot, long address) {
    Memory.putLong(address, low[slot]);
    Memory.putLong(address + 8, high[slot]);
  }

  @Override
  long heapBytes() {
    return low.length * 16L;
  }
}
