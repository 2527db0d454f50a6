package dev.tadashi.engine.exec;

import org.apache.arrow.memory.ArrowBuf;

/** How a kind of stage output is merged. */
sealed interface BucketStore extends AutoCloseable permits PartialBuckets, RowBuckets {
  void merge(int split, int bucket, ArrowBuf unit, long size);

  /** Merges what a split of this process made for the bucket. */
  default void merge(int split, int bucket, SealedOutput output) {
    long size = output.size(bucket);
    if (size > 0) {
      merge(split, bucket, output.slice(bucket), size);
    }
  }

  long bytes();

  RowSource rows();

  @Override
  void close();
}
