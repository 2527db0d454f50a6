package dev.tadashi.engine.exec;

import org.apache.arrow.memory.ArrowBuf;

/** How a kind of stage output is merged. */
sealed interface BucketStore extends AutoCloseable permits PartialBuckets, RowBuckets {
  void merge(int split, int bucket, ArrowBuf unit, long size);

  /** Merges what a split of this process made for the bucket. */
  void merge(int split, int bucket, SealedOutput output);

  long bytes();

  RowSource rows();

  @Override
  void close();
}
