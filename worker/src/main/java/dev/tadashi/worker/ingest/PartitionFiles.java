package dev.tadashi.worker.ingest;

import dev.tadashi.engine.column.Column;
import dev.tadashi.flight.rpc.WriteTicket;
import dev.tadashi.formats.parquet.ParquetFileWriter;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.storage.FileFormat;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectWriter;
import dev.tadashi.storage.PartitionCutter;
import dev.tadashi.worker.cache.LearnedStatistics;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one upload: each is a partition, in the store and then in memory. */
final class PartitionFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionFiles.class);

  private final UploadResources resources;
  private final WriteTicket ticket;
  private final ParquetFileWriter writer;
  private final ObjectStore store;
  private final String prefix;
  private final List<PartitionRef> made = new CopyOnWriteArrayList<>();
  private final AtomicInteger begun = new AtomicInteger();

  PartitionFiles(
      UploadResources resources, WriteTicket ticket, ParquetFileWriter writer, String process) {
    this.resources = resources;
    this.ticket = ticket;
    this.writer = writer;
    this.store = resources.stores().apply(ticket.store());
    // One process may get two streams of one upload.
    String stream = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    this.prefix = ticket.folder() + "/" + ticket.upload() + "-" + process + "-" + stream + "-";
  }

  /**
   * Writes columns, which it takes over, as the next file: encoded on the engine's threads, synced
   * on the caller's. May be called by several threads.
   */
  WrittenRows write(Map<String, Column> columns, int rows, PartRows parts) {
    boolean kept = false;
    String path = prefix + begun.getAndIncrement() + ".parquet";
    try (ObjectWriter out = store.create(path)) {
      WrittenRows sums = onPool(() -> parts.sum(columns, ticket.schema(), resources.allocator()));
      RowGroupInfo group = onPool(() -> writer.write(columns, rows, out));
      TableFile file = out.finish();
      FileInfo info = new FileInfo(file, ticket.schema(), List.of(group));
      PartitionRef partition =
          PartitionCutter.cut(
                  ticket.table(), ticket.store(), FileFormat.PARQUET.text(), List.of(info))
              .getFirst();
      made.add(partition);
      PartitionStatistics statistics = LearnedStatistics.of(partition, columns);
      resources.cache().put(partition, columns);
      kept = true;
      WrittenFile written =
          new WrittenFile(path, file.size(), file.etag(), rows, info.rowGroups(), statistics);
      return sums.with(written);
    } finally {
      if (!kept) {
        columns.values().forEach(Column::close);
      }
    }
  }

  /** What tells rows from others; the columns are freed, and there is no file. */
  WrittenRows compare(Map<String, Column> columns, PartRows parts) {
    try {
      return onPool(() -> parts.sum(columns, ticket.schema(), resources.allocator()));
    } finally {
      columns.values().forEach(Column::close);
    }
  }

  private <T> T onPool(Callable<T> work) {
    try {
      return resources.pool().submit(work).get();
    } catch (RejectedExecutionException e) {
      throw new TadashiException(ErrorCode.WORKER_REFUSED, "the worker is stopping", e);
    } catch (ExecutionException | InterruptedException e) {
      throw TadashiException.wrap(e);
    }
  }

  /** The upload came to nothing: none of its files stays. */
  void removeAll() {
    for (PartitionRef partition : made) {
      resources.cache().evict(partition, null);
      try {
        partition.slices().forEach(slice -> store.delete(slice.path()));
      } catch (RuntimeException e) {
        LOG.warn("a file of a broken upload is left for the sweep: {}", e.toString());
      }
    }
  }
}
