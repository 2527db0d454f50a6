package dev.tadashi.server.ingest;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.WriteReceipt;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.managed.Upload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Uploads of clients that bring their rows to workers themselves: begun here, with the right to
 * write at each worker, and committed here, with the receipts of the workers. One that is not ended
 * in time is given up.
 */
public final class DirectUploads {
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final IngestService ingest;
  private final InstantSource clock;
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  private record Held(Upload upload, Instant begun) {}

  public DirectUploads(IngestService ingest, InstantSource clock) {
    this.ingest = ingest;
    this.clock = clock;
  }

  /** Begins an upload; workers only compare the rows when it is the repeat of a committed one. */
  public Responses.BegunIngest begin(
      Requests.BeginIngest request, Optional<SessionRecord> session) {
    IngestOptions options = new IngestOptions(request.mode(), request.ingestId());
    Upload upload =
        ingest
            .tables()
            .begin(
                TargetNames.of(request.table(), session),
                schema(request.schema()),
                options.chosenMode(),
                options.idOrNew());
    if (upload.first() != null && request.rows() != null) {
      upload.requireRows(request.rows());
    }
    try {
      byte[] ticket = ingest.ticket(upload);
      List<Responses.WriteTarget> targets =
          ingest.writers().stream()
              .map(worker -> new Responses.WriteTarget(worker, ticket))
              .toList();
      held.put(upload.id(), new Held(upload, clock.instant()));
      return new Responses.BegunIngest(upload.id(), targets);
    } catch (RuntimeException e) {
      ingest.tables().abandon(upload, List.of());
      throw e;
    }
  }

  private static Schema schema(byte[] message) {
    try {
      return ClientRows.columns(
          org.apache.arrow.vector.types.pojo.Schema.deserializeMessage(ByteBuffer.wrap(message))
              .getFields());
    } catch (TadashiException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "the schema is no schema message of Arrow that can be read: " + e.getMessage(),
              e)
          .at("field", "schema");
    }
  }

  /** Makes all that the receipts name visible. */
  public IngestResult commit(Requests.CommitIngest request) {
    Held open = take(request.upload());
    WrittenRows rows = WrittenRows.NONE;
    try {
      for (byte[] receipt : request.receipts()) {
        rows = rows.plus(rows(receipt, request.upload()));
      }
      return open.upload().first() == null
          ? ingest.tables().commit(open.upload(), rows)
          : open.upload().repeated(rows.all());
    } catch (RuntimeException e) {
      ingest.tables().abandon(open.upload(), rows.paths());
      throw e;
    }
  }

  private WrittenRows rows(byte[] bytes, String upload) {
    WriteReceipt receipt = WriteReceipt.verify(bytes, ingest.key());
    if (!receipt.upload().equals(upload)) {
      throw new TadashiException(
              ErrorCode.INVALID_TICKET, "a receipt is for the upload '" + receipt.upload() + "'")
          .at("upload", upload);
    }
    return receipt.rows();
  }

  /** Gives an upload up. */
  public Responses.Ok abandon(Requests.UploadById request) {
    ingest.tables().abandon(take(request.upload()).upload(), List.of());
    return Responses.Ok.OK;
  }

  private Held take(String upload) {
    return Optional.ofNullable(held.remove(upload))
        .orElseThrow(() ->
            new TadashiException(
                    ErrorCode.UNKNOWN_UPLOAD,
                    "there is no upload '" + upload + "': it was ended, or the server restarted")
                .at("upload", upload)
                .hint("begin it again with the same ingest id"));
  }

  /** Gives up what was not ended in time. */
  public void removeExpired() {
    Instant oldest = clock.instant().minus(PATIENCE);
    held.forEach((id, open) -> {
      if (open.begun().isBefore(oldest) && held.remove(id, open)) {
        ingest.tables().abandon(open.upload(), List.of());
      }
    });
  }
}
