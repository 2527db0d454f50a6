package dev.tadashi.engine.column;

import dev.tadashi.engine.vector.Scratch;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A column's statistics, computed when first asked for. */
final class LazyStats {
  private final Column column;
  private final BufferAllocator allocator;
  private volatile @Nullable ColumnStats stats;

  LazyStats(Column column, BufferAllocator allocator) {
    this.column = column;
    this.allocator = allocator;
  }

  ColumnStats get() {
    ColumnStats known = stats;
    if (known == null) {
      known = scan();
      stats = known;
    }
    return Objects.requireNonNull(known);
  }

  private ColumnStats scan() {
    StatsScan scan = new StatsScan(column.type());
    try (Scratch scratch = new Scratch(allocator)) {
      for (int start = 0; start < column.rows(); start += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, column.rows() - start);
        scan.add(column.read(start, n, null, scratch), n);
        scratch.reset();
      }
    }
    return scan.result(column.nullCount());
  }
}
