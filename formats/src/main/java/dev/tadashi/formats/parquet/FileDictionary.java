package dev.tadashi.formats.parquet;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/** The different values of a column in one file, and which one each key stands for. */
final class FileDictionary implements AutoCloseable {
  private static final long MOST_BYTES = 4L << 20;

  private final Keys keys;

  /** By key: the position in the dictionary plus one, 0 where the key was not met. */
  private final int[] positions;

  private final GrowBuffer values;
  private int size;

  private FileDictionary(Keys keys, BufferAllocator allocator) {
    this.keys = keys;
    this.positions = new int[keys.count()];
    this.values = new GrowBuffer(allocator);
  }

  /** The column's dictionary, which the caller closes; none when it would not pay. */
  static Optional<FileDictionary> of(Column column, PlainValues plain, BufferAllocator allocator) {
    Keys keys = Keys.of(column);
    if (keys.count() == 0) {
      return Optional.empty();
    }
    FileDictionary dictionary = new FileDictionary(keys, allocator);
    if (dictionary.collect(column, plain, allocator)) {
      return Optional.of(dictionary);
    }
    dictionary.close();
    return Optional.empty();
  }

  private boolean collect(Column column, PlainValues plain, BufferAllocator allocator) {
    int[] chunk = new int[Scratch.CHUNK];
    try (Scratch scratch = new Scratch(allocator)) {
      for (int start = 0; start < column.rows(); start += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, column.rows() - start);
        Vec vec = column.read(start, n, null, scratch);
        keys.read(vec, n, chunk);
        for (int i = 0; i < n; i++) {
          if (!Vec.isNull(vec.nulls(), i) && positions[chunk[i]] == 0) {
            positions[chunk[i]] = ++size;
            plain.appendOne(vec, i, values);
          }
        }
        if (values.size() > MOST_BYTES || size > Scratch.CHUNK && size > column.rows() / 2) {
          return false;
        }
        scratch.reset();
      }
    }
    return true;
  }

  int size() {
    return size;
  }

  /** The values in plain encoding. */
  GrowBuffer values() {
    return values;
  }

  /** Bits of a position. */
  int width() {
    return Math.max(1, BitPacker.width(size));
  }

  /** Adds the positions of the chunk's values that are not null; the result is their new count. */
  int positions(Vec vec, int n, int[] chunk, int[] out, int at) {
    keys.read(vec, n, chunk);
    int end = at;
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(vec.nulls(), i)) {
        out[end++] = positions[chunk[i]] - 1;
      }
    }
    return end;
  }

  @Override
  public void close() {
    values.close();
  }
}
