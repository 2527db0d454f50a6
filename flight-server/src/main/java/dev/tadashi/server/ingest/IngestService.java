package dev.tadashi.server.ingest;

import dev.tadashi.flight.rpc.WriteTicket;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.table.TableName;
import dev.tadashi.server.cluster.WorkerClients;
import dev.tadashi.server.cluster.WorkerService;
import dev.tadashi.server.managed.ManagedTables;
import dev.tadashi.server.managed.Upload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Writes streams of rows into tables: all of a stream becomes visible at once, or nothing. */
public final class IngestService {
  private static final Duration TTL = Duration.ofHours(12);

  private final ManagedTables tables;
  private final WorkerService workers;
  private final WorkerClients clients;
  private final BufferAllocator allocator;
  private final byte[] key;
  private final InstantSource clock;
  private final AtomicInteger turns = new AtomicInteger();
  private final SmallAppends small;

  /**
   * @param key signs the right to write
   */
  public IngestService(
      ManagedTables tables,
      WorkerService workers,
      WorkerClients clients,
      BufferAllocator allocator,
      byte[] key,
      InstantSource clock) {
    this.tables = tables;
    this.workers = workers;
    this.clients = clients;
    this.allocator = allocator;
    this.key = key.clone();
    this.clock = clock;
    this.small = new SmallAppends(tables, this::relay);
  }

  public ManagedTables tables() {
    return tables;
  }

  /**
   * Writes all rows; durable and visible when this returns. A repeat is answered as the first;
   * IDEMPOTENCY_CONFLICT when its rows are others.
   */
  public IngestResult write(TableName table, IngestOptions options, RowStream rows) {
    return write(
        tables.begin(table, rows.columns(), options.chosenMode(), options.idOrNew()), rows);
  }

  /** Writes all rows of an upload and ends it. */
  public IngestResult write(Upload upload, RowStream rows) {
    try (FewRows head = head(upload, rows)) {
      if (upload.first() != null) {
        return upload.repeated(relay(upload, head, rows).all());
      }
      return together(upload, head).orElseGet(() -> write(upload, head, rows, tables::commit));
    }
  }

  /** Writes all rows of an upload and ends it by {@code commit}. */
  public IngestResult write(
      Upload upload, RowStream rows, BiFunction<Upload, WrittenRows, IngestResult> commit) {
    try (FewRows head = head(upload, rows)) {
      return write(upload, head, rows, commit);
    }
  }

  private FewRows head(Upload upload, RowStream rows) {
    try {
      return FewRows.of(rows, allocator);
    } catch (RuntimeException | Error e) {
      tables.abandon(upload, List.of());
      throw e;
    }
  }

  /** An append of few rows, with others that come at the same time; empty when it is none. */
  private Optional<IngestResult> together(Upload upload, FewRows rows) {
    boolean appends =
        upload.mode() == IngestMode.APPEND || upload.mode() == IngestMode.CREATE_APPEND;
    if (!appends || !rows.isWhole()) {
      return Optional.empty();
    }
    try {
      return small.write(upload, rows);
    } catch (RuntimeException | Error e) {
      tables.abandon(upload, List.of());
      throw e;
    }
  }

  private IngestResult write(
      Upload upload,
      FewRows head,
      RowStream rows,
      BiFunction<Upload, WrittenRows, IngestResult> commit) {
    WrittenRows written;
    try {
      written = relay(upload, head, rows);
    } catch (RuntimeException | Error e) {
      tables.abandon(upload, List.of());
      throw e;
    }
    try {
      return commit.apply(upload, written);
    } catch (RuntimeException | Error e) {
      tables.abandon(upload, written.paths());
      throw e;
    }
  }

  /** A way to the workers, which take turns to be the first of a write. */
  private Relay relay(Upload upload) {
    List<String> ready = writers();
    int first = Math.floorMod(turns.getAndIncrement(), ready.size());
    return new Relay(ready, first, clients, ticket(upload), key, allocator);
  }

  private WrittenRows relay(Upload upload, FewRows head, RowStream rows) {
    try (Relay relay = relay(upload)) {
      head.batches().forEach(relay::send);
      head.close();
      while (!head.isAll() && rows.next()) {
        if (!DecodedRows.anyCoded(rows.root())) {
          relay.send(rows.root());
          continue;
        }
        try (VectorSchemaRoot plain = DecodedRows.of(rows.root(), rows.dictionaries(), allocator)) {
          relay.send(plain);
        }
      }
      return relay.finish();
    }
  }

  /** Workers that take rows now. */
  List<String> writers() {
    List<String> ready = workers.healthy();
    if (ready.isEmpty()) {
      throw new TadashiException(ErrorCode.NO_WORKERS, "no worker is there to write the rows")
          .hint("start one, or write again with the same ingest id when there is one");
    }
    return ready;
  }

  /** The right to write files of the upload, or of a repeat to have its rows compared. */
  byte[] ticket(Upload upload) {
    return new WriteTicket(
            upload.id(),
            upload.table(),
            upload.schema(),
            upload.store(),
            upload.folder(),
            upload.first() != null,
            clock.instant().plus(TTL))
        .sign(key);
  }

  byte[] key() {
    return key;
  }
}
