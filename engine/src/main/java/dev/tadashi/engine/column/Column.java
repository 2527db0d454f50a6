package dev.tadashi.engine.column;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import org.jspecify.annotations.Nullable;

/** An immutable column in memory. Reading is thread-safe; whoever owns it closes it once. */
public sealed interface Column extends AutoCloseable
    permits FixedColumn, DictionaryColumn, BytesColumn {
  DataType type();

  int rows();

  long nullCount();

  /** Off-heap bytes of this column; a shared dictionary is not counted. */
  long bytes();

  /** Least and greatest value, found at the first call. */
  ColumnStats stats();

  /**
   * The values of the rows {@code start + sel[0..n)}, or of {@code start .. start + n} when {@code
   * sel} is null. At most {@link Scratch#CHUNK} of them; valid until the scratch is reset.
   */
  Vec read(int start, int n, int @Nullable [] sel, Scratch scratch);

  @Override
  void close();
}
