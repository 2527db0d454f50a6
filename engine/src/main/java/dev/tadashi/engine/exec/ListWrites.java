package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.ValueDecoder;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.ListType;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.complex.ListVector;

/** Fills Arrow's lists: the elements become a column of their own, which fills the inner vector. */
final class ListWrites {
  private ListWrites() {}

  static void fill(ListVector vector, Column column, int from, int to, Scratch scratch) {
    DataType element = ((ListType) column.type()).element();
    vector.setInitialCapacity(to - from);
    vector.allocateNew();
    try (ColumnBuilder builder = ColumnBuilder.create(vector.getAllocator(), element, null)) {
      for (int at = from; at < to; at += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, to - at);
        chunk(vector, at - from, column.read(at, n, null, scratch), n, element, builder, scratch);
        scratch.reset();
      }
      try (Column elements = builder.build()) {
        ArrowWrites.fill(vector.getDataVector(), elements, 0, elements.rows(), scratch);
      }
    }
    vector.setLastSet(to - from - 1);
  }

  private static void chunk(
      ListVector vector,
      int at,
      Vec lists,
      int n,
      DataType element,
      ColumnBuilder builder,
      Scratch scratch) {
    ValueDecoder decoder = new ValueDecoder(Layout.of(element), scratch);
    long offsets = vector.getOffsetBuffer().memoryAddress() + at * 4L;
    for (int i = 0; i < n; i++) {
      Memory.putInt(offsets + i * 4L, builder.rows() + decoder.size());
      if (!Vec.isNull(lists.nulls(), i) && lists instanceof TextVec bytes) {
        BitVectorHelper.setBit(vector.getValidityBuffer(), at + i);
        decoder.open(bytes.address(i), bytes.length(i));
        while (decoder.hasMore()) {
          decoder.read();
          if (decoder.size() == Scratch.CHUNK) {
            flush(decoder, builder);
          }
        }
      }
    }
    flush(decoder, builder);
    Memory.putInt(offsets + n * 4L, builder.rows());
  }

  private static void flush(ValueDecoder decoder, ColumnBuilder builder) {
    if (decoder.size() > 0) {
      builder.append(decoder.chunk(), decoder.size());
      decoder.clear();
    }
  }
}
