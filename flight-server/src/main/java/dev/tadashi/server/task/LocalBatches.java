package dev.tadashi.server.task;

import dev.tadashi.engine.exec.ResultRows;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** The batches of rows that are in this process. The rows stay their owner's. */
final class LocalBatches implements BatchStream {
  private final ResultRows rows;
  private final VectorSchemaRoot root;
  private int next;

  LocalBatches(ResultRows rows) {
    this.rows = rows;
    this.root = rows.emptyRoot();
  }

  @Override
  public VectorSchemaRoot root() {
    return root;
  }

  @Override
  public boolean next() {
    if (next == rows.batches()) {
      return false;
    }
    try (VectorSchemaRoot batch = rows.batch(next++);
        ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
      new VectorLoader(root).load(record);
    }
    return true;
  }

  @Override
  public void close() {
    root.close();
  }
}
