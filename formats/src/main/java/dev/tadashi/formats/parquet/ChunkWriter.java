package dev.tadashi.formats.parquet;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Writes one column of a file: a dictionary where one pays, then pages of rows. */
final class ChunkWriter implements AutoCloseable {
  private static final int PAGE_ROWS = 64 << 10;
  private static final long PAGE_BYTES = 1L << 20;

  private final Field field;
  private final Column column;
  private final PageWriter out;
  private final BufferAllocator allocator;
  private final PlainValues plain;
  private final @Nullable FileDictionary dictionary;
  private final boolean bits;
  private final CompressionCodec codec;
  private final GrowBuffer values;
  private final GrowBuffer body;
  private final int[] present = new int[PAGE_ROWS];
  private final int[] small;
  private final int[] keys = new int[Scratch.CHUNK];
  private int smallCount;
  private int rows;
  private int nulls;

  ChunkWriter(Field field, Column column, PageWriter out, BufferAllocator allocator) {
    this.field = field;
    this.column = column;
    this.out = out;
    this.allocator = allocator;
    this.bits = field.type() == SimpleType.BOOL;
    this.plain = PlainValues.of(field.type());
    Optional<FileDictionary> found = FileDictionary.of(column, plain, allocator);
    this.dictionary = found.orElse(null);
    this.small = bits || dictionary != null ? new int[PAGE_ROWS] : new int[0];
    this.codec = codec();
    this.values = new GrowBuffer(allocator);
    this.body = new GrowBuffer(allocator);
  }

  /** Codes are packed already, and floats hardly become smaller. */
  private CompressionCodec codec() {
    boolean packs =
        dictionary == null
            && !bits
            && plain.physical() != Type.DOUBLE
            && plain.physical() != Type.FLOAT;
    return packs ? CompressionCodec.ZSTD : CompressionCodec.UNCOMPRESSED;
  }

  ColumnChunk write() {
    long start = out.position();
    long before = out.unpacked();
    if (dictionary != null) {
      out.dictionary(dictionary.values(), dictionary.size(), codec);
    }
    long firstPage = out.position();
    try (Scratch scratch = new Scratch(allocator)) {
      for (int at = 0; at < column.rows(); at += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, column.rows() - at);
        append(column.read(at, n, null, scratch), n);
        scratch.reset();
        if (rows + Scratch.CHUNK > PAGE_ROWS || values.size() > PAGE_BYTES) {
          page();
        }
      }
    }
    if (rows > 0) {
      page();
    }
    ColumnMetaData data =
        new ColumnMetaData(
            plain.physical(),
            encodings(),
            List.of(field.name()),
            codec,
            column.rows(),
            out.unpacked() - before,
            out.position() - start,
            firstPage);
    if (dictionary != null) {
      data.setDictionary_page_offset(start);
    }
    data.setStatistics(ChunkStatistics.of(column));
    ColumnChunk chunk = new ColumnChunk(start);
    chunk.setMeta_data(data);
    return chunk;
  }

  private List<Encoding> encodings() {
    List<Encoding> encodings = new ArrayList<>(List.of(Encoding.RLE, Encoding.PLAIN));
    if (dictionary != null) {
      encodings.add(Encoding.RLE_DICTIONARY);
    }
    return encodings;
  }

  private void append(Vec vec, int n) {
    for (int i = 0; i < n; i++) {
      boolean isNull = Vec.isNull(vec.nulls(), i);
      present[rows + i] = isNull ? 0 : 1;
      nulls += isNull ? 1 : 0;
    }
    rows += n;
    if (dictionary != null) {
      smallCount = dictionary.positions(vec, n, keys, small, smallCount);
    } else if (bits && vec instanceof LongVec flags) {
      for (int i = 0; i < n; i++) {
        if (!Vec.isNull(flags.nulls(), i)) {
          small[smallCount++] = (int) flags.values()[i];
        }
      }
    } else {
      plain.append(vec, n, values);
    }
  }

  private void page() {
    body.clear();
    if (field.nullable()) {
      levels();
    }
    if (dictionary != null) {
      body.appendByte((byte) dictionary.width());
      BitPacker.pack(body, small, smallCount, dictionary.width());
      out.data(body, rows, Encoding.RLE_DICTIONARY, codec);
    } else if (bits) {
      BitPacker.bits(body, small, smallCount);
      out.data(body, rows, Encoding.PLAIN, codec);
    } else {
      body.append(values.address(), values.size());
      out.data(body, rows, Encoding.PLAIN, codec);
    }
    values.clear();
    smallCount = 0;
    rows = 0;
    nulls = 0;
  }

  /** Which rows have a value, behind the length of that. */
  private void levels() {
    body.extend(Integer.BYTES);
    if (nulls == 0) {
      BitPacker.run(body, 1, rows, 1);
    } else {
      BitPacker.pack(body, present, rows, 1);
    }
    Memory.putInt(body.address(), (int) body.size() - Integer.BYTES);
  }

  @Override
  public void close() {
    values.close();
    body.close();
    if (dictionary != null) {
      dictionary.close();
    }
  }
}
