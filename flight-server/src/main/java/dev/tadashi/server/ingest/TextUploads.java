package dev.tadashi.server.ingest;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.WriteReceipt;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.cluster.WorkerClients;
import dev.tadashi.server.managed.Upload;
import dev.tadashi.server.managed.WritableStores;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.storage.FileFormat;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows that come as text. The text goes into the store as it is; a worker finds out what is in it,
 * and reads it into the table's columns. Then it is gone.
 */
public final class TextUploads {
  private static final Logger LOG = LoggerFactory.getLogger(TextUploads.class);
  private static final String FOLDER = ".staging";
  private static final Duration TIMEOUT = Duration.ofHours(1);
  private static final int STEP = 1 << 20;

  private final IngestService ingest;
  private final WritableStores stores;
  private final TableRegistry registry;
  private final WorkerClients clients;

  public TextUploads(
      IngestService ingest, WritableStores stores, TableRegistry registry, WorkerClients clients) {
    this.ingest = ingest;
    this.stores = stores;
    this.registry = registry;
    this.clients = clients;
  }

  /** Writes all rows of a text; errors name its line and column. */
  public IngestResult write(
      TableName table, IngestOptions options, FileFormat format, InputStream text)
      throws IOException {
    List<String> ready = ingest.writers();
    String worker = ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
    ObjectStore store = stores.files(table.store());
    TableFile staged = stage(store, format, text);
    try {
      FileInfo file = inspect(worker, stores.location(table.store()), format, staged);
      return write(table, options, format, file, worker);
    } finally {
      store.delete(staged.path());
    }
  }

  private static TableFile stage(ObjectStore store, FileFormat format, InputStream text)
      throws IOException {
    String path = FOLDER + "/" + UUID.randomUUID() + "." + format.text();
    byte[] step = new byte[STEP];
    try (ObjectWriter out = store.create(path)) {
      for (int n = text.read(step); n >= 0; n = text.read(step)) {
        out.write(ByteBuffer.wrap(step, 0, n));
      }
      return out.finish();
    }
  }

  private FileInfo inspect(
      String worker, StoreLocation store, FileFormat format, TableFile staged) {
    Requests.InspectFiles request =
        new Requests.InspectFiles(store, format.text(), List.of(staged));
    Responses.Inspected found =
        clients.call(worker, Operations.INSPECT_FILES, request, TIMEOUT).files().getFirst();
    ErrorDetail error = found.error();
    if (error != null) {
      throw asked(error.toException(), staged);
    }
    return Objects.requireNonNull(found.info(), "a file is described, or there is an error");
  }

  private IngestResult write(
      TableName table, IngestOptions options, FileFormat format, FileInfo file, String worker) {
    Schema columns = columns(table, options, file.schema());
    Upload upload = ingest.tables().begin(table, columns, options.chosenMode(), options.idOrNew());
    WrittenRows rows;
    try {
      rows = WriteReceipt.verify(receipt(upload, format, file, worker), ingest.key()).rows();
    } catch (RuntimeException e) {
      ingest.tables().abandon(upload, List.of());
      throw e instanceof TadashiException ours ? asked(ours, file.file()) : e;
    }
    return upload.first() == null
        ? ingest.tables().commit(upload, rows)
        : upload.repeated(rows.all());
  }

  private byte[] receipt(Upload upload, FileFormat format, FileInfo file, String worker) {
    Requests.WriteFile request = new Requests.WriteFile(ingest.ticket(upload), format.text(), file);
    return clients.call(worker, Operations.WRITE_FILE, request, TIMEOUT).receipt();
  }

  /** Values of columns that the table has are read as it has them, others as they look. */
  private Schema columns(TableName table, IngestOptions options, Schema found) {
    Schema there =
        registry
            .find(table)
            .filter(known -> options.chosenMode().adds())
            .map(known -> known.record().schema())
            .orElse(null);
    if (there == null) {
      return found;
    }
    return new Schema(
        found.fields().stream()
            .map(field -> {
              int index = there.indexOf(field.name());
              return index < 0
                  ? field
                  : new Field(field.name(), there.field(index).type(), field.nullable());
            })
            .toList());
  }

  /** The client knows nothing of the file, and everything of its lines. */
  private static TadashiException asked(TadashiException failure, TableFile staged) {
    ErrorDetail detail = failure.detail();
    String message = detail.message().replace("'" + staged.path() + "'", "the text");
    ErrorCode code =
        failure.code() == ErrorCode.FILE_CORRUPT ? ErrorCode.INVALID_ARGUMENT : failure.code();
    TadashiException told = new TadashiException(code, message);
    for (Map.Entry<String, String> place : detail.where().entrySet()) {
      told = place.getKey().equals("file") ? told : told.at(place.getKey(), place.getValue());
    }
    return detail.hint() == null ? told : told.hint(detail.hint());
  }

  /** Removes what a control plane that was killed has left. */
  public void sweep(String name) {
    try {
      ObjectStore store = stores.files(name);
      StagedFiles.in(store, FOLDER).forEach(store::delete);
    } catch (TadashiException e) {
      LOG.warn("texts that are left in the store {} were not removed: {}", name, e.toString());
    }
  }
}
