package dev.tadashi.server.ingest;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.server.cluster.WorkerClients;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the rows of one upload on: to one worker until it has enough for a file, then to the next.
 * Batches are not looked at, only cut where they are longer than a message should be. For one
 * thread; closed before {@link #finish}, the workers drop what they have.
 */
final class Relay implements AutoCloseable {
  static final String AGAIN = "nothing was written; write again, with the same ingest id";

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final Set<ErrorCode> LOST =
      EnumSet.of(ErrorCode.WORKER_LOST, ErrorCode.WORKER_UNREACHABLE, ErrorCode.WORKER_REFUSED);
  private static final int FILE_ROWS = 1 << 20;
  private static final long MESSAGE_BYTES = 16L << 20;

  /** Cuts at such rows need not move bits. */
  private static final int CUT = 1 << 13;

  private final List<String> workers;
  private final WorkerClients clients;
  private final byte[] ticket;
  private final byte[] key;
  private final BufferAllocator allocator;
  private final Map<String, WorkerPut> puts = new LinkedHashMap<>();
  private @Nullable VectorSchemaRoot outgoing;
  private int turn;
  private long rowsOfTurn;
  private long rows;

  /**
   * @param first which worker is the first to get rows
   */
  Relay(
      List<String> workers,
      int first,
      WorkerClients clients,
      byte[] ticket,
      byte[] key,
      BufferAllocator allocator) {
    this.workers = new ArrayList<>(workers);
    this.turn = first;
    this.clients = clients;
    this.ticket = ticket;
    this.key = key;
    this.allocator = allocator;
  }

  /** Passes a batch on, which stays the caller's. */
  void send(VectorSchemaRoot batch) {
    send(batch, 0);
  }

  /**
   * Passes a batch on.
   *
   * @param part of which of several writes it is
   */
  void send(VectorSchemaRoot batch, int part) {
    int count = batch.getRowCount();
    if (count == 0) {
      return;
    }
    int step = step(batch);
    VectorSchemaRoot out = outgoing(batch);
    for (int at = 0; at < count; at += step) {
      int n = Math.min(step, count - at);
      if (n == count) {
        load(batch, out);
      } else {
        try (VectorSchemaRoot slice = batch.slice(at, n)) {
          load(slice, out);
        }
      }
      pass(out, part);
      rows += n;
      rowsOfTurn += n;
    }
  }

  /** A worker that is lost before it got rows is left out; the next takes its turn. */
  private void pass(VectorSchemaRoot out, int part) {
    while (true) {
      WorkerPut put = put(out);
      try {
        put.send(part);
        return;
      } catch (TadashiException e) {
        if (!isLost(e)) {
          throw e;
        } else if (put.hasRows() || workers.size() == 1) {
          throw repeatable(e);
        }
        LOG.info("rows of a write go to another worker: {}", e.getMessage());
        workers.remove(put.worker());
        puts.remove(put.worker());
        put.close();
      }
    }
  }

  /** Whether it tells of a worker that is gone, and of no fault of the rows. */
  static boolean isLost(TadashiException failure) {
    return LOST.contains(failure.code());
  }

  private static TadashiException repeatable(TadashiException failure) {
    return failure.detail().hint() == null ? failure.hint(AGAIN) : failure;
  }

  private static int step(VectorSchemaRoot batch) {
    long bytes = batch.getFieldVectors().stream().mapToLong(v -> v.getBufferSize()).sum();
    if (bytes <= MESSAGE_BYTES) {
      return batch.getRowCount();
    }
    long rows = batch.getRowCount() * MESSAGE_BYTES / bytes;
    return (int) Math.max(1, rows > CUT ? rows / CUT * CUT : rows);
  }

  private VectorSchemaRoot outgoing(VectorSchemaRoot batch) {
    VectorSchemaRoot made = outgoing;
    if (made == null) {
      made = VectorSchemaRoot.create(batch.getSchema(), allocator);
      outgoing = made;
    }
    return made;
  }

  private static void load(VectorSchemaRoot batch, VectorSchemaRoot out) {
    try (ArrowRecordBatch unloaded = new VectorUnloader(batch).getRecordBatch()) {
      new VectorLoader(out).load(unloaded);
    }
  }

  private WorkerPut put(VectorSchemaRoot out) {
    if (rowsOfTurn >= FILE_ROWS) {
      turn++;
      rowsOfTurn = 0;
    }
    return puts.computeIfAbsent(
        workers.get(turn % workers.size()),
        worker -> new WorkerPut(clients.connection(worker), ticket, out, allocator));
  }

  /** Rows so far. */
  long rows() {
    return rows;
  }

  /** Ends the streams; what all workers wrote. */
  WrittenRows finish() {
    WrittenRows rows = WrittenRows.NONE;
    for (WorkerPut put : puts.values()) {
      rows = rows.plus(finish(put));
    }
    return rows;
  }

  private WrittenRows finish(WorkerPut put) {
    try {
      return put.finish(key);
    } catch (TadashiException e) {
      throw isLost(e) ? repeatable(e) : e;
    }
  }

  @Override
  public void close() {
    puts.values().forEach(WorkerPut::close);
    if (outgoing != null) {
      outgoing.close();
    }
  }
}
