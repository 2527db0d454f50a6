package dev.tadashi.worker.ingest;

import dev.tadashi.engine.column.Column;
import dev.tadashi.flight.rpc.WriteTicket;
import dev.tadashi.formats.BatchCheck;
import dev.tadashi.formats.RowCollector;
import dev.tadashi.formats.parquet.ParquetFileWriter;
import dev.tadashi.formats.spi.RowBatch;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.WrittenFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of one upload and writes a file for each million of them. While a file is
 * written the next rows are taken, and no more than that: who is faster than the store waits. For
 * one thread. Closed before {@link #finish}, it leaves no file.
 */
final class UploadWriter implements AutoCloseable {
  private static final int MOST_ROWS = 1 << 20;
  private static final long MOST_BYTES = 128L << 20;

  private final UploadResources resources;
  private final WriteTicket ticket;
  private final PartitionFiles files;
  private final List<WrittenFile> written = new ArrayList<>();
  private @Nullable RowCollector collector;
  private @Nullable Future<WrittenFile> writing;
  private boolean finished;

  /**
   * @param writer names this process, so that the files of two are never of one name
   */
  UploadWriter(UploadResources resources, WriteTicket ticket, String writer) {
    this.resources = resources;
    this.ticket = ticket;
    this.files =
        new PartitionFiles(
            resources,
            ticket,
            new ParquetFileWriter(ticket.schema(), resources.allocator()),
            writer);
  }

  /** Takes the rows of a batch, which stays the caller's; waits while files are being written. */
  void add(VectorSchemaRoot batch, DictionaryProvider entries) {
    BatchCheck.check(batch, entries);
    int rows = batch.getRowCount();
    int at = 0;
    while (at < rows) {
      RowCollector into = collector(rows - at);
      int n = Math.min(rows - at, MOST_ROWS - into.rows());
      if (n == rows) {
        into.append(batch, entries);
      } else {
        try (VectorSchemaRoot part = batch.slice(at, n)) {
          into.append(part, entries);
        }
      }
      at += n;
      flushWhenFull(into);
    }
  }

  /** Takes rows that a reader has made; a batch of them is far shorter than a file. */
  void add(RowBatch batch) {
    if (collector != null && collector.rows() > MOST_ROWS - batch.rows()) {
      flush(collector);
    }
    RowCollector into = collector(MOST_ROWS);
    into.append(batch);
    flushWhenFull(into);
  }

  private void flushWhenFull(RowCollector into) {
    boolean crowded = resources.room().holds(this, into.bytes());
    if (into.rows() >= MOST_ROWS || into.bytes() >= MOST_BYTES || crowded) {
      flush(into);
    }
  }

  private RowCollector collector(long expected) {
    RowCollector open = collector;
    if (open == null) {
      open =
          new RowCollector(
              resources.allocator(),
              resources.dictionaries(),
              ticket.table(),
              Math.min(expected, MOST_ROWS),
              ticket.schema());
      collector = open;
    }
    return open;
  }

  private void flush(RowCollector full) {
    await();
    int rows = full.rows();
    Map<String, Column> columns = full.build();
    closeCollector();
    try {
      writing = resources.pool().submit(() -> files.write(columns, rows));
    } catch (RejectedExecutionException e) {
      columns.values().forEach(Column::close);
      throw new TadashiException(ErrorCode.WORKER_REFUSED, "the worker is stopping", e);
    }
  }

  private void await() {
    Future<WrittenFile> before = writing;
    if (before == null) {
      return;
    }
    try {
      written.add(before.get());
    } catch (ExecutionException e) {
      throw TadashiException.wrap(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TadashiException.wrap(e);
    } finally {
      writing = null;
    }
  }

  private void closeCollector() {
    if (collector != null) {
      collector.close();
      collector = null;
    }
    resources.room().holds(this, 0);
  }

  /** Writes what is left; the files are durable now, and the answer's receiver's. */
  List<WrittenFile> finish() {
    if (collector != null && collector.rows() > 0) {
      flush(collector);
    }
    await();
    finished = true;
    return List.copyOf(written);
  }

  @Override
  public void close() {
    closeCollector();
    if (!finished) {
      drain();
      files.removeAll();
    }
  }

  /** A file that is still being written is waited for, or it would appear later. */
  private void drain() {
    boolean interrupted = Thread.interrupted();
    while (writing != null) {
      try {
        writing.get();
        writing = null;
      } catch (ExecutionException e) {
        writing = null;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
