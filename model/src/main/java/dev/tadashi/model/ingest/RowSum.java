package dev.tadashi.model.ingest;

/**
 * What tells rows from others: how many they are, and the sum of a hash of each, which does not
 * depend on their order, nor on how they are cut.
 */
public record RowSum(long rows, long sum) {
  public static final RowSum NONE = new RowSum(0, 0);

  public RowSum plus(RowSum more) {
    return new RowSum(rows + more.rows, sum + more.sum);
  }
}
