package dev.tadashi.engine.exec;

import org.apache.arrow.memory.ArrowBuf;

/** How a kind of stage output is merged. */
sealed interface BucketStore extends AutoCloseable permits PartialBuckets, RowBuckets {
  void merge(int split, int bucket, ArrowBuf unit, long size);

  long bytes();

  RowSource rows();

  @Override
  void close();
}
