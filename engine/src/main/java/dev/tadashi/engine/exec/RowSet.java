package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.model.type.Schema;
import java.util.List;

/** Rows in order, in partitions of its own. */
public record RowSet(Schema schema, List<Partition> partitions)
    implements AutoCloseable, RowSource {
  public RowSet {
    partitions = List.copyOf(partitions);
  }

  long rows() {
    return partitions.stream().mapToLong(Partition::rows).sum();
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
    partitions.forEach(Partition::closeColumns);
  }
}
