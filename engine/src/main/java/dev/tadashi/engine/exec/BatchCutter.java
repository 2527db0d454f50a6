package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.BytesColumn;
import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.DictionaryColumn;
import dev.tadashi.engine.column.FixedColumn;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.Partition;
import java.util.ArrayList;
import java.util.List;

/** Cuts rows into batches by their size as Arrow values; a row larger than that is alone. */
final class BatchCutter {
  static final long MAX_BYTES = 2L << 20;
  private static final int MAX_ROWS = 1 << 16;

  private BatchCutter() {}

  static List<ResultRows.Range> cut(RowSet rows) {
    List<ResultRows.Range> ranges = new ArrayList<>();
    for (int i = 0; i < rows.parts(); i++) {
      Partition partition = rows.open(i);
      for (int from = 0; from < partition.rows(); ) {
        int to = end(partition, from);
        ranges.add(new ResultRows.Range(i, from, to));
        from = to;
      }
    }
    return List.copyOf(ranges);
  }

  /** The last row that fits in a batch which begins at a row, by halving the doubt. */
  private static int end(Partition partition, int from) {
    int fits = from + 1;
    int most = (int) Math.min(partition.rows(), (long) from + MAX_ROWS);
    while (fits < most) {
      int middle = fits + (most - fits + 1) / 2;
      if (bytes(partition, from, middle) <= MAX_BYTES) {
        fits = middle;
      } else {
        most = middle - 1;
      }
    }
    return fits;
  }

  private static long bytes(Partition partition, int from, int to) {
    long bytes = 0;
    for (Column column : partition.columns()) {
      bytes +=
          switch (column) {
            case FixedColumn fixed -> (to - from) * (1L + Math.max(4, width(fixed)));
            case BytesColumn texts -> (to - from) * 5L + texts.offset(to) - texts.offset(from);
            case DictionaryColumn codes -> (to - from) * (5L + meanLength(codes));
          };
    }
    return bytes;
  }

  private static int width(Column column) {
    return Layout.of(column.type()).width();
  }

  private static long meanLength(DictionaryColumn codes) {
    return codes.dictionary().bytes() / Math.max(1, codes.dictionary().size());
  }
}
