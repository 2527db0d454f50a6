package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.NestedParts;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.Scratch;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** Fills Arrow's nested vectors: what is within becomes a column, which fills the inner vector. */
final class NestedWrites {
  private NestedWrites() {}

  /** Fills lists, or maps, which are lists of entries. */
  static void fill(ListVector vector, Column column, int from, int to, Scratch scratch) {
    vector.setInitialCapacity(to - from);
    vector.allocateNew();
    try (NestedParts lists = NestedParts.elements(column, from, to, vector.getAllocator())) {
      int n = to - from;
      Memory.copy(lists.offsets(), vector.getOffsetBuffer().memoryAddress(), n + 1);
      validity(vector, lists.nulls(), n);
      Column elements = lists.values();
      ArrowWrites.fill(vector.getDataVector(), elements, 0, elements.rows(), scratch);
    }
    vector.setLastSet(to - from - 1);
  }

  static void fill(StructVector vector, Column column, int from, int to, Scratch scratch) {
    vector.setInitialCapacity(to - from);
    vector.allocateNew();
    List<FieldVector> parts = vector.getChildrenFromFields();
    for (int i = 0; i < parts.size(); i++) {
      try (NestedParts part = NestedParts.part(column, i, from, to, vector.getAllocator())) {
        ArrowWrites.fill(parts.get(i), part.values(), 0, to - from, scratch);
        validity(vector, part.nulls(), to - from);
      }
    }
  }

  private static void validity(FieldVector vector, boolean[] nulls, int n) {
    long bitmap = vector.getValidityBuffer().memoryAddress();
    for (int i = 0; i < n; i++) {
      if (nulls[i]) {
        Memory.clearBit(bitmap, i);
      } else {
        Memory.setBit(bitmap, i);
      }
    }
  }
}
