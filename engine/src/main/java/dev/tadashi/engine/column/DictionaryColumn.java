package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/** Byte strings as 32-bit codes in a {@link Dictionary}, of which it holds a reference. */
public final class DictionaryColumn implements Column {
  private final DataType type;
  private final int rows;
  private final Validity validity;
  private final ArrowBuf codes;
  private final Dictionary dictionary;
  private final ColumnStats stats;

  DictionaryColumn(
      DataType type,
      int rows,
      Validity validity,
      ArrowBuf codes,
      Dictionary dictionary,
      ColumnStats stats) {
    this.type = type;
    this.rows = rows;
    this.validity = validity;
    this.codes = codes;
    this.dictionary = dictionary.retain();
    this.stats = stats;
  }

  public Dictionary dictionary() {
    return dictionary;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public long nullCount() {
    return validity.nullCount();
  }

  @Override
  public long bytes() {
    return codes.capacity() + validity.bytes();
  }

  @Override
  public ColumnStats stats() {
    return stats;
  }

  @Override
  public Vec read(int start, int n, int @Nullable [] sel, Scratch scratch) {
    boolean @Nullable [] nulls = validity.read(start, n, sel, scratch);
    int[] out = scratch.ints();
    long base = codes.memoryAddress() + start * 4L;
    if (sel == null) {
      Memory.copy(base, out, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = Memory.getInt(base + sel[i] * 4L);
      }
    }
    return new CodeVec(dictionary.id(), dictionary.entries(), out, nulls);
  }

  @Override
  public void close() {
    validity.close();
    codes.close();
    dictionary.close();
  }
}
