package dev.tadashi.worker.ingest;

import dev.tadashi.engine.column.Column;
import dev.tadashi.flight.rpc.WriteTicket;
import dev.tadashi.formats.BatchCheck;
import dev.tadashi.formats.RowCollector;
import dev.tadashi.formats.parquet.ParquetFileWriter;
import dev.tadashi.formats.spi.RowBatch;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.WrittenRows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of one upload and writes a file for each million of them. While two files are
 * written, one of which the store may be syncing, the next rows are taken, and no more than that:
 * who is faster than the store waits. For one thread. Closed before {@link #finish}, it leaves no
 * file.
 */
final class UploadWriter implements AutoCloseable {
  private static final int MOST_ROWS = 1 << 20;
  private static final long MOST_BYTES = 128L << 20;
  private static final int MOST_FILES = 2;

  private final UploadResources resources;
  private final WriteTicket ticket;
  private final PartitionFiles files;
  private WrittenRows written = WrittenRows.NONE;
  private PartRows parts = new PartRows();
  private @Nullable RowCollector collector;
  private final Deque<Writing> writing = new ArrayDeque<>();
  private boolean finished;

  /** A file on its way, and the memory of its rows. */
  private record Writing(Future<WrittenRows> file, long bytes) {}

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

  /**
   * Takes the rows of a batch, which stays the caller's; waits while files are being written.
   *
   * @param part of which of several writes they are
   */
  void add(VectorSchemaRoot batch, DictionaryProvider entries, int part) {
    BatchCheck.check(batch, entries);
    int rows = batch.getRowCount();
    int at = 0;
    while (at < rows) {
      RowCollector into = collector(rows - at);
      int n = Math.min(rows - at, MOST_ROWS - into.rows());
      if (n == rows) {
        into.append(batch, entries);
      } else {
        try (VectorSchemaRoot slice = batch.slice(at, n)) {
          into.append(slice, entries);
        }
      }
      at += n;
      parts.add(part, n);
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
    parts.add(0, batch.rows());
    flushWhenFull(into);
  }

  private void flushWhenFull(RowCollector into) {
    boolean crowded = isCrowded(into);
    while (crowded && !writing.isEmpty()) {
      await();
      crowded = isCrowded(into);
    }
    if (into.rows() >= MOST_ROWS || into.bytes() >= MOST_BYTES || crowded) {
      flush(into);
    }
  }

  private boolean isCrowded(RowCollector into) {
    long leaving = writing.stream().mapToLong(Writing::bytes).sum();
    return resources.room().holds(this, into.bytes() + leaving);
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
    if (writing.size() == MOST_FILES) {
      await();
    }
    int rows = full.rows();
    long bytes = full.bytes();
    Map<String, Column> columns = full.build();
    PartRows of = parts;
    parts = new PartRows();
    closeCollector();
    FutureTask<WrittenRows> file =
        new FutureTask<>(
            () -> ticket.compares() ? files.compare(columns, of) : files.write(columns, rows, of));
    Thread.ofVirtual().name("upload-file").start(file);
    writing.add(new Writing(file, bytes));
  }

  /** Waits for the oldest file on its way. */
  private void await() {
    try {
      written = written.plus(writing.element().file().get());
    } catch (ExecutionException e) {
      throw TadashiException.wrap(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TadashiException.wrap(e);
    }
    writing.remove();
  }

  private void closeCollector() {
    if (collector != null) {
      collector.close();
      collector = null;
    }
  }

  /** Writes what is left; the files are durable now, and the answer's receiver's. */
  WrittenRows finish() {
    if (collector != null && collector.rows() > 0) {
      flush(collector);
    }
    while (!writing.isEmpty()) {
      await();
    }
    resources.room().holds(this, 0);
    finished = true;
    return written;
  }

  @Override
  public void close() {
    closeCollector();
    if (!finished) {
      drain();
      files.removeAll();
    }
    resources.room().holds(this, 0);
  }

  /** Files that are still being written are waited for, or they would appear later. */
  private void drain() {
    boolean interrupted = Thread.interrupted();
    while (!writing.isEmpty()) {
      try {
        writing.element().file().get();
        writing.remove();
      } catch (ExecutionException e) {
        writing.remove();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
