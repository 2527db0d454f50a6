package dev.tadashi.formats.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.dataset.file.FileSystemDatasetFactory;
import org.apache.arrow.dataset.jni.NativeDataset;
import org.apache.arrow.dataset.jni.NativeMemoryPool;
import org.apache.arrow.dataset.jni.NativeScanner;
import org.apache.arrow.dataset.scanner.ScanOptions;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A local file as the native reader sees it. What the reader objects to is an {@link IOException};
 * any other exception is not the file's fault. The default memory pool is used because one that
 * reports its reservations to Java fails on the reader's own threads.
 */
final class NativeFile implements AutoCloseable {
  private static final long BATCH_ROWS = 1 << 16;

  private final FileSystemDatasetFactory factory;

  NativeFile(BufferAllocator allocator, FileFormat format, Path path) throws IOException {
    String uri = path.toUri().toString();
    this.factory =
        call(() ->
            new FileSystemDatasetFactory(allocator, NativeMemoryPool.getDefault(), format, uri));
  }

  Schema schema() throws IOException {
    return call(factory::inspect);
  }

  /** Takes one batch of a scan; its buffers are the scan's. */
  interface Batches {
    void accept(ArrowReader reader) throws IOException;
  }

  /** Reads the named columns; batches come in the order of the rows. */
  void scan(List<String> columns, Batches batches) throws IOException {
    ScanOptions options = new ScanOptions(BATCH_ROWS, Optional.of(columns.toArray(String[]::new)));
    try (NativeDataset dataset = call(factory::finish);
        NativeScanner scanner = call(() -> dataset.newScan(options));
        ArrowReader reader = call(scanner::scanBatches)) {
      while (call(reader::loadNextBatch)) {
        batches.accept(reader);
      }
    }
  }

  /** The native side throws unchecked exceptions of many kinds for bad files. */
  private static <T> T call(Callable<T> reading) throws IOException {
    try {
      return reading.call();
    } catch (OutOfMemoryException | IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    factory.close();
  }
}
