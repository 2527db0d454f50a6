package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.model.type.Schema;
import java.util.List;

/**
 * Rows in order, in partitions.
 *
 * @param whenClosed lets go of the partitions
 */
public record RowSet(Schema schema, List<Partition> partitions, Runnable whenClosed)
    implements AutoCloseable, RowSource {
  public RowSet {
    partitions = List.copyOf(partitions);
  }

  /** Rows in partitions of its own. */
  public RowSet(Schema schema, List<Partition> partitions) {
    this(schema, partitions, () -> partitions.forEach(Partition::closeColumns));
  }

  long rows() {
    return partitions.stream().mapToLong(Partition::rows).sum();
  }

  /** Off-heap bytes of the columns. */
  long bytes() {
    return partitions.stream()
        .flatMap(partition -> partition.columns().stream())
        .mapToLong(column -> column.bytes())
        .sum();
  }

  @Override
  public int parts() {
    return partitions.size();
  }

  @Override
  public Partition open(int part) {
    return partitions.get(part);
  }

  @Override
  public void done(int part) {}

  @Override
  public void close() {
    whenClosed.run();
  }
}
