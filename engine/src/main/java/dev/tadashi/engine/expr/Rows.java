package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one chunk that a kernel works on: those that are still selected. A column is read
 * when first asked for, and only at the selected rows.
 */
public final class Rows {
  /** Reads a column at the chunk's rows {@code sel[0..n)}, or at all n when null. */
  private interface Reader {
    Vec read(int column, int n, int @Nullable [] sel, Scratch scratch);
  }

  private final Reader reader;
  private final int columns;
  private final int size;
  private final int @Nullable [] selected;
  private final Scratch scratch;
  private final @Nullable Vec[] read;

  private Rows(Reader reader, int columns, int size, int @Nullable [] selected, Scratch scratch) {
    this.reader = reader;
    this.columns = columns;
    this.size = size;
    this.selected = selected;
    this.scratch = scratch;
    this.read = new @Nullable Vec[columns];
  }

  /** Rows {@code start} to {@code start + n} of a partition. */
  public static Rows of(Partition partition, int start, int n, Scratch scratch) {
    Reader reader = (column, count, sel, s) -> partition.column(column).read(start, count, sel, s);
    return new Rows(reader, partition.columns().size(), n, null, scratch);
  }

  /** Rows whose values are there already. */
  public static Rows of(Vec[] values, int n, Scratch scratch) {
    Reader reader =
        (column, count, sel, s) ->
            sel == null ? values[column] : values[column].gather(sel, count, s);
    return new Rows(reader, values.length, n, null, scratch);
  }

  public int size() {
    return size;
  }

  public int columns() {
    return columns;
  }

  public Scratch scratch() {
    return scratch;
  }

  public Vec column(int index) {
    Vec known = read[index];
    if (known == null) {
      known = reader.read(index, size, selected, scratch);
      read[index] = known;
    }
    return known;
  }

  /** Only the rows {@code kept[0..n)} of these. */
  public Rows narrow(int[] kept, int n) {
    int[] composed = kept;
    if (selected != null) {
      composed = scratch.ints();
      for (int i = 0; i < n; i++) {
        composed[i] = selected[kept[i]];
      }
    }
    return new Rows(reader, columns, n, composed, scratch);
  }

  /** Only the rows for which the condition is true. */
  public Rows filter(Kernel condition) {
    LongVec truth = (LongVec) condition.eval(this);
    int[] kept = scratch.ints();
    int n = 0;
    for (int i = 0; i < size; i++) {
      kept[n] = i;
      n += Vec.isNull(truth.nulls(), i) ? 0 : (int) truth.values()[i];
    }
    return n == size ? this : narrow(kept, n);
  }

  /** These rows with other columns. */
  public Rows project(Kernel[] kernels) {
    Vec[] values = new Vec[kernels.length];
    for (int i = 0; i < kernels.length; i++) {
      values[i] = kernels[i].eval(this);
    }
    return of(values, size, scratch);
  }
}
