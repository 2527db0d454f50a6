package dev.tadashi.server.task;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;

/** Several streams of one schema after another, each opened when the one before has ended. */
final class ChainedBatches implements BatchStream {
  private final Deque<Supplier<BatchStream>> left;
  private BatchStream current;
  private final VectorSchemaRoot root;
  private final VectorLoader loader;
  private final Runnable whenClosed;

  private ChainedBatches(
      Deque<Supplier<BatchStream>> left, BufferAllocator allocator, Runnable whenClosed) {
    this.left = left;
    this.current = left.removeFirst().get();
    this.root = VectorSchemaRoot.create(current.root().getSchema(), allocator);
    this.loader = new VectorLoader(root);
    this.whenClosed = whenClosed;
  }

  /** At least one part; {@code whenClosed} runs once, at the end or when it is given up. */
  static BatchStream of(
      List<Supplier<BatchStream>> parts, BufferAllocator allocator, Runnable whenClosed) {
    return new ChainedBatches(new ArrayDeque<>(parts), allocator, whenClosed);
  }

  @Override
  public VectorSchemaRoot root() {
    return root;
  }

  @Override
  public boolean next() {
    while (!current.next()) {
      @Nullable Supplier<BatchStream> following = left.pollFirst();
      if (following == null) {
        return false;
      }
      current.close();
      current = following.get();
    }
    try (ArrowRecordBatch batch = new VectorUnloader(current.root()).getRecordBatch()) {
      loader.load(batch);
    }
    return true;
  }

  @Override
  public void close() {
    try {
      root.close();
      current.close();
    } finally {
      whenClosed.run();
    }
  }
}
