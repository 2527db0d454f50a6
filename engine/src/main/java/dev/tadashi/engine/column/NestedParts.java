package dev.tadashi.engine.column;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.StructType;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What is within some rows of a nested column, as a column of its own.
 *
 * @param nulls which of the rows are null
 * @param offsets where the values of each row begin, and the end of those of the last
 * @param values closed with this
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NestedParts(boolean[] nulls, int[] offsets, Column values) implements AutoCloseable {

  /** What takes the values out of one row that is not null. */
  private interface Taking {
    void take(NestedDecoder into, long address, int length);
  }

  /** The elements of lists, or the entries of maps, one after the other. */
  public static NestedParts elements(Column lists, int from, int to, BufferAllocator allocator) {
    DataType type =
        switch (lists.type()) {
          case ListType list -> list.element();
          case MapType map -> map.entry();
          default -> throw new IllegalArgumentException(lists.type().text());
        };
    return of(lists, from, to, allocator, type, false, NestedDecoder::addElements);
  }

  /** One part of structs, row by row; null where the struct is. */
  public static NestedParts part(
      Column structs, int part, int from, int to, BufferAllocator allocator) {
    StructType type = (StructType) structs.type();
    Layout[] layouts =
        type.parts().stream().map(each -> Layout.of(each.type())).toArray(Layout[]::new);
    return of(
        structs,
        from,
        to,
        allocator,
        type.parts().get(part).type(),
        true,
        (into, address, length) -> into.addPart(address, length, layouts, part));
  }

  private static NestedParts of(
      Column column,
      int from,
      int to,
      BufferAllocator allocator,
      DataType type,
      boolean rowByRow,
      Taking taking) {
    boolean[] nulls = new boolean[to - from];
    int[] offsets = new int[to - from + 1];
    try (NestedDecoder into = new NestedDecoder(type, allocator);
        Scratch scratch = new Scratch(allocator)) {
      for (int at = from; at < to; at += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, to - at);
        Vec vec = column.read(at, n, null, scratch);
        for (int i = 0; i < n; i++) {
          int row = at - from + i;
          offsets[row] = into.rows();
          if (!Vec.isNull(vec.nulls(), i) && vec instanceof TextVec bytes) {
            taking.take(into, bytes.address(i), bytes.length(i));
          } else {
            nulls[row] = true;
            if (rowByRow) {
              into.addNull();
            }
          }
        }
        scratch.reset();
      }
      offsets[to - from] = into.rows();
      return new NestedParts(nulls, offsets, into.build());
    }
  }

  @Override
  public void close() {
    values.close();
  }
}
