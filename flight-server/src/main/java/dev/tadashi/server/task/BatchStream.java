package dev.tadashi.server.task;

import org.apache.arrow.vector.VectorSchemaRoot;

/** The batches of a result in order. Who has it closes it. */
public interface BatchStream extends AutoCloseable {

  /** One root for all batches; each {@link #next} fills it anew. */
  VectorSchemaRoot root();

  /** Loads the next batch; false at the end. */
  boolean next();

  @Override
  void close();
}
