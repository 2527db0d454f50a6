package dev.tadashi.formats.text;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.Field;
import org.jspecify.annotations.Nullable;

/** Floating-point numbers. */
final class DoubleChunk extends ColumnChunk {
  private final double[] values;
  private final DoubleText doubles = new DoubleText();

  DoubleChunk(Field field, int capacity) {
    super(field, capacity);
    this.values = new double[capacity];
  }

  @Override
  boolean put(int row, byte[] text, int from, int to) {
    boolean read = doubles.read(text, from, to);
    values[row] = doubles.value();
    return read;
  }

  @Override
  void putNull(int row) {
    values[row] = 0;
  }

  @Override
  Vec vec(boolean @Nullable [] nulls) {
    return new DoubleVec(values, nulls);
  }
}
