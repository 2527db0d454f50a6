package dev.tadashi.formats.parquet;

import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Memory;
import java.util.Arrays;

/**
 * What a file tells of each place in a nested column where a value is or might be: which list it
 * goes on with, and how far down the way to it exists. While the levels grow, each place that is
 * still open has the row of the column that is looked at.
 */
final class NestedLevels {
  private static final int ENDED = -1;

  private int[] repetitions = new int[0];
  private int[] definitions = new int[0];
  private int[] rows = new int[0];
  private int size;

  /** Begins with one place for each row. */
  static NestedLevels ofRows(int count) {
    NestedLevels levels = new NestedLevels();
    for (int row = 0; row < count; row++) {
      levels.add(0, 0, row);
    }
    return levels;
  }

  int size() {
    return size;
  }

  private void add(int repetition, int definition, int row) {
    if (size == rows.length) {
      int room = Math.max(64, size + size / 2);
      repetitions = Arrays.copyOf(repetitions, room);
      definitions = Arrays.copyOf(definitions, room);
      rows = Arrays.copyOf(rows, room);
    }
    repetitions[size] = repetition;
    definitions[size] = definition;
    rows[size++] = row;
  }

  /** Adds the places of others. */
  void addAll(NestedLevels others) {
    for (int i = 0; i < others.size; i++) {
      add(others.repetitions[i], others.definitions[i], others.rows[i]);
    }
  }

  /** Ends the places whose row is null; the others exist a level further down. */
  void optional(boolean[] nulls) {
    for (int i = 0; i < size; i++) {
      if (rows[i] != ENDED && nulls[rows[i]]) {
        rows[i] = ENDED;
      } else if (rows[i] != ENDED) {
        definitions[i]++;
      }
    }
  }

  /** One place for each element of the lists; an empty one ends its own. */
  NestedLevels elements(int[] offsets, int repetition) {
    NestedLevels inner = new NestedLevels();
    for (int i = 0; i < size; i++) {
      int from = rows[i] == ENDED ? 0 : offsets[rows[i]];
      int to = rows[i] == ENDED ? 0 : offsets[rows[i] + 1];
      if (from == to) {
        inner.add(repetitions[i], definitions[i], ENDED);
      }
      for (int element = from; element < to; element++) {
        inner.add(element == from ? repetitions[i] : repetition, definitions[i] + 1, element);
      }
    }
    return inner;
  }

  void writeRepetitions(GrowBuffer out, int most) {
    write(out, repetitions, most);
  }

  void writeDefinitions(GrowBuffer out, int most) {
    write(out, definitions, most);
  }

  private void write(GrowBuffer out, int[] levels, int most) {
    if (most == 0) {
      return;
    }
    long begin = out.size();
    out.extend(Integer.BYTES);
    BitPacker.pack(out, levels, size, BitPacker.width(most + 1));
    Memory.putInt(out.address() + begin, (int) (out.size() - begin) - Integer.BYTES);
  }

  void clear() {
    size = 0;
  }
}
