package dev.tadashi.engine.exec;

import dev.tadashi.engine.expr.Rows;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import java.util.Optional;

/**
 * Leaves out rows that cannot be among the first of an order, before their other columns are read.
 * What is known of a row is a number that is not greater than that of any row behind it: its first
 * key, or the start of it. The least of these numbers so far, as many as rows are wanted, are kept;
 * a row above the greatest of them has enough rows before it. Rows that may be equal stay.
 */
final class TopFilter {
  private static final int MOST = 10_000;

  private final SortKey key;
  private final boolean unsigned;

  /** The least numbers, as a heap with the greatest on top. */
  private final long[] least;

  private int count;

  private TopFilter(SortKey key, DataType type, int wanted) {
    this.key = key;
    this.unsigned = type == SimpleType.UINT64;
    this.least = new long[wanted];
  }

  /** For the steps that follow; none when they are no order with a small limit. */
  static Optional<TopFilter> before(List<RowStep> next, Schema rows) {
    if (next.size() < 2 || !(next.getFirst() instanceof RowStep.Sort(List<SortKey> keys))) {
      return Optional.empty();
    }
    long wanted = Limits.needed(next.get(1));
    return wanted < 1 || wanted > MOST
        ? Optional.empty()
        : Optional.of(
            new TopFilter(
                keys.getFirst(), rows.field(keys.getFirst().column()).type(), (int) wanted));
  }

  /** The rows that may be among the first of all that were seen. */
  Rows keep(Rows rows) {
    Vec vec = rows.column(key.column());
    int[] kept = rows.scratch().ints();
    int n = 0;
    for (int i = 0; i < rows.size(); i++) {
      long number = number(vec, i);
      if (count < least.length) {
        add(number);
        kept[n++] = i;
      } else if (number <= least[0]) {
        replaceGreatest(number);
        kept[n++] = i;
      }
    }
    return n == rows.size() ? rows : rows.narrow(kept, n);
  }

  private long number(Vec vec, int row) {
    if (Vec.isNull(vec.nulls(), row)) {
      return key.nullsFirst() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    long ascending =
        switch (vec) {
          case LongVec longs ->
              unsigned ? longs.values()[row] ^ Long.MIN_VALUE : longs.values()[row];
          case DoubleVec doubles -> ordered(doubles.values()[row]);
          case WideVec wides -> wides.high()[row];
          case TextVec texts -> start(texts.address(row), texts.length(row));
        };
    return key.descending() ? ~ascending : ascending;
  }

  /** As doubles are ordered, with one zero and NaN as the greatest. */
  private static long ordered(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  /** The first eight bytes as a number, less than zero where the first byte is small. */
  private static long start(long address, int length) {
    int bytes = Math.min(length, Long.BYTES);
    long word = bytes == 0 ? 0 : Long.reverseBytes(Memory.getWord(address, bytes));
    return word ^ Long.MIN_VALUE;
  }

  private void add(long number) {
    int at = count++;
    while (at > 0 && least[(at - 1) / 2] < number) {
      least[at] = least[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    least[at] = number;
  }

  private void replaceGreatest(long number) {
    int at = 0;
    for (int child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && least[child + 1] > least[child]) {
        child++;
      }
      if (least[child] <= number) {
        break;
      }
      least[at] = least[child];
      at = child;
    }
    least[at] = number;
  }
}
