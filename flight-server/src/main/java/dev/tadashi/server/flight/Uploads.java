package dev.tadashi.server.flight;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.flight.rpc.SessionHeader;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.table.TableName;
import dev.tadashi.server.ingest.ClientRows;
import dev.tadashi.server.ingest.IngestOptions;
import dev.tadashi.server.ingest.IngestService;
import dev.tadashi.server.ingest.TargetNames;
import dev.tadashi.server.session.SessionService;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Rows that Flight clients put under a table's path. How they are written is said by the first
 * message's metadata, as JSON, or by headers; the answer is one message of JSON.
 */
public final class Uploads {
  private static final String MODE = "x-tadashi-ingest-mode";
  private static final String INGEST_ID = "x-tadashi-ingest-id";

  private final IngestService ingest;
  private final SessionService sessions;
  private final BufferAllocator allocator;

  public Uploads(IngestService ingest, SessionService sessions, BufferAllocator allocator) {
    this.ingest = ingest;
    this.sessions = sessions;
    this.allocator = allocator;
  }

  /** Blocks the call's thread until all is written. */
  void accept(CallContext context, FlightStream stream, StreamListener<PutResult> client) {
    try {
      Optional<SessionRecord> session = sessions.find(SessionHeader.of(context));
      TableName table = table(stream.getDescriptor(), session);
      IngestResult result = write(table, headers(context), stream);
      answer(Json.bytes(result), client);
      client.onCompleted();
    } catch (RuntimeException e) {
      client.onError(FlightErrors.toFlight(e));
    }
  }

  private static TableName table(FlightDescriptor descriptor, Optional<SessionRecord> session) {
    if (descriptor.isCommand()) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "rows are put under a table's path")
          .hint("a path is [table] or [store, table]");
    }
    return TargetNames.of(descriptor.getPath(), session);
  }

  private IngestResult write(TableName table, IngestOptions headers, FlightStream stream) {
    ClientRows rows = ClientRows.of(stream.getRoot(), stream.getDictionaryProvider(), stream::next);
    // Before the first message the client has not said how to write.
    boolean any = stream.next();
    IngestOptions options = metadata(stream).or(headers);
    boolean[] first = {any};
    ClientRows all =
        new ClientRows(
            rows.columns(),
            rows.root(),
            rows.dictionaries(),
            () -> {
              boolean read = first[0];
              first[0] = false;
              return read || any && stream.next();
            });
    return ingest.write(table, options, all);
  }

  private static IngestOptions metadata(FlightStream stream) {
    ArrowBuf metadata = stream.getLatestMetadata();
    if (metadata == null || metadata.readableBytes() == 0) {
      return IngestOptions.NONE;
    }
    byte[] json = new byte[(int) metadata.readableBytes()];
    metadata.getBytes(metadata.readerIndex(), json);
    return Json.read(json, IngestOptions.class);
  }

  /** What headers say of the write. */
  public static IngestOptions headers(CallContext context) {
    CallHeaders headers = context.getMiddleware(FlightConstants.HEADER_KEY).headers();
    return new IngestOptions(mode(headers.get(MODE)), headers.get(INGEST_ID));
  }

  private static @Nullable IngestMode mode(@Nullable String text) {
    return text == null ? null : IngestOptions.mode(text.toLowerCase(Locale.ROOT));
  }

  private void answer(byte[] json, StreamListener<PutResult> client) {
    try (ArrowBuf buffer = allocator.buffer(json.length)) {
      buffer.writeBytes(json);
      client.onNext(PutResult.metadata(buffer));
    }
  }
}
