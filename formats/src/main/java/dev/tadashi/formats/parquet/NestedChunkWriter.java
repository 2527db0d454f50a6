package dev.tadashi.formats.parquet;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.NestedParts;
import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.SimpleType;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;

/** Writes one column of plain values of a nested column; pages begin with a row. */
final class NestedChunkWriter implements AutoCloseable {
  private static final int STEP_ROWS = 4 << 10;
  private static final long PAGE_BYTES = 1L << 20;
  private static final int PAGE_VALUES = 128 << 10;
  private static final CompressionCodec CODEC = CompressionCodec.ZSTD;

  private final NestedLeaf leaf;
  private final Column column;
  private final PageWriter out;
  private final BufferAllocator allocator;
  private final PlainValues plain;
  private final NestedLevels levels = NestedLevels.ofRows(0);
  private final GrowBuffer values;
  private final GrowBuffer body;
  private int[] bits = new int[0];
  private int bitCount;
  private long places;

  NestedChunkWriter(NestedLeaf leaf, Column column, PageWriter out, BufferAllocator allocator) {
    this.leaf = leaf;
    this.column = column;
    this.out = out;
    this.allocator = allocator;
    this.plain = PlainValues.of(leaf.type());
    this.values = new GrowBuffer(allocator);
    this.body = new GrowBuffer(allocator);
  }

  ColumnChunk write() {
    long start = out.position();
    long before = out.unpacked();
    long rowBytes = Math.max(1, column.bytes() / Math.max(1, column.rows()));
    int step = (int) Math.clamp(PAGE_BYTES / rowBytes, 1, STEP_ROWS);
    for (int at = 0; at < column.rows(); at += step) {
      int n = Math.min(step, column.rows() - at);
      down(NestedLevels.ofRows(n), column, at, at + n, 0);
      if (values.size() > PAGE_BYTES || levels.size() > PAGE_VALUES) {
        page();
      }
    }
    if (levels.size() > 0) {
      page();
    }
    ColumnMetaData data =
        new ColumnMetaData(
            plain.physical(),
            List.of(Encoding.RLE, Encoding.PLAIN),
            leaf.path(),
            CODEC,
            places,
            out.unpacked() - before,
            out.position() - start,
            start);
    ColumnChunk chunk = new ColumnChunk(start);
    chunk.setMeta_data(data);
    return chunk;
  }

  /** Goes from rows of a column to the values within them. */
  private void down(NestedLevels open, Column from, int start, int end, int depth) {
    boolean optional = leaf.optional().get(depth);
    if (depth == leaf.steps().size()) {
      values(open, from, optional);
      return;
    }
    try (NestedParts parts =
        switch (leaf.steps().get(depth)) {
          case NestedLeaf.Step.Elements step -> NestedParts.elements(from, start, end, allocator);
          case NestedLeaf.Step.Part(int index) ->
              NestedParts.part(from, index, start, end, allocator);
        }) {
      if (optional) {
        open.optional(parts.nulls());
      }
      boolean repeats = leaf.steps().get(depth) instanceof NestedLeaf.Step.Elements;
      NestedLevels inner = repeats ? open.elements(parts.offsets(), lists(depth)) : open;
      down(inner, parts.values(), 0, parts.values().rows(), depth + 1);
    }
  }

  /** How many lists a value is in after that many steps and one more. */
  private int lists(int depth) {
    return (int)
        leaf.steps().subList(0, depth + 1).stream()
            .filter(NestedLeaf.Step.Elements.class::isInstance)
            .count();
  }

  private void values(NestedLevels open, Column from, boolean optional) {
    boolean[] nulls = new boolean[from.rows()];
    try (Scratch scratch = new Scratch(allocator)) {
      for (int at = 0; at < from.rows(); at += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, from.rows() - at);
        Vec vec = from.read(at, n, null, scratch);
        for (int i = 0; i < n; i++) {
          nulls[at + i] = Vec.isNull(vec.nulls(), i);
        }
        if (leaf.type() == SimpleType.BOOL) {
          flags((LongVec) vec, n);
        } else {
          plain.append(vec, n, values);
        }
        scratch.reset();
      }
    }
    if (optional) {
      open.optional(nulls);
    }
    levels.addAll(open);
  }

  private void flags(LongVec vec, int n) {
    if (bits.length < bitCount + n) {
      bits = Arrays.copyOf(bits, Math.max(bitCount + n, bits.length * 2));
    }
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(vec.nulls(), i)) {
        bits[bitCount++] = (int) vec.values()[i];
      }
    }
  }

  private void page() {
    body.clear();
    levels.writeRepetitions(body, leaf.repetition());
    levels.writeDefinitions(body, leaf.definition());
    if (leaf.type() == SimpleType.BOOL) {
      BitPacker.bits(body, bits, bitCount);
    } else {
      body.append(values.address(), values.size());
    }
    out.data(body, levels.size(), Encoding.PLAIN, CODEC);
    places += levels.size();
    levels.clear();
    values.clear();
    bitCount = 0;
  }

  @Override
  public void close() {
    values.close();
    body.close();
  }
}
