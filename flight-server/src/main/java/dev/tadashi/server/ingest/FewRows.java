package dev.tadashi.server.ingest;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The first rows of a stream, taken over from it: all of them when they are few. Coded columns are
 * written out.
 */
final class FewRows implements AutoCloseable {
  private static final int MOST_ROWS = 1 << 13;
  private static final long MOST_BYTES = 256L << 10;

  private final List<VectorSchemaRoot> batches = new ArrayList<>();
  private long rows;
  private long bytes;
  private boolean all;

  private FewRows() {}

  /** Reads a stream to its end, or until it has more than a few rows. */
  static FewRows of(RowStream stream, BufferAllocator allocator) {
    FewRows few = new FewRows();
    try {
      few.take(stream, allocator);
      return few;
    } catch (RuntimeException e) {
      few.close();
      throw e;
    }
  }

  private void take(RowStream stream, BufferAllocator allocator) {
    while (rows <= MOST_ROWS && bytes <= MOST_BYTES) {
      if (!stream.next()) {
        all = true;
        return;
      }
      if (stream.root().getRowCount() > 0) {
        VectorSchemaRoot batch = DecodedRows.of(stream.root(), stream.dictionaries(), allocator);
        batches.add(batch);
        rows += batch.getRowCount();
        bytes += batch.getFieldVectors().stream().mapToLong(ValueVector::getBufferSize).sum();
      }
    }
  }

  /** Whether these are all rows of the stream, and any. */
  boolean isWhole() {
    return all && rows > 0 && rows <= MOST_ROWS && bytes <= MOST_BYTES;
  }

  /** Whether the stream was read to its end. */
  boolean isAll() {
    return all;
  }

  List<VectorSchemaRoot> batches() {
    return batches;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  /** Frees the rows; again is fine. */
  @Override
  public void close() {
    batches.forEach(VectorSchemaRoot::close);
    batches.clear();
  }
}
