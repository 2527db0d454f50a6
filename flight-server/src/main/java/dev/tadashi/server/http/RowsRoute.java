package dev.tadashi.server.http;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.table.TableName;
import dev.tadashi.server.ingest.ClientRows;
import dev.tadashi.server.ingest.IngestOptions;
import dev.tadashi.server.ingest.IngestService;
import dev.tadashi.server.ingest.TargetNames;
import dev.tadashi.server.ingest.TextUploads;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.storage.FileFormat;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/tables/{name}/rows}: an Arrow IPC stream, NDJSON or CSV by the Content-Type. */
final class RowsRoute {
  static final String PATH = "/v1/tables/{name}/rows";
  static final String INGEST_ID = "x-tadashi-ingest-id";
  static final String NDJSON = "application/x-ndjson";
  static final String CSV = "text/csv";
  static final List<String> BODIES = List.of(ResultRoute.ARROW, NDJSON, CSV);
  private static final Set<String> PARAMETERS = Set.of("mode", "ingest_id");

  private final SessionService sessions;
  private final IngestService ingest;
  private final TextUploads texts;
  private final BufferAllocator allocator;

  RowsRoute(
      SessionService sessions, IngestService ingest, TextUploads texts, BufferAllocator allocator) {
    this.sessions = sessions;
    this.ingest = ingest;
    this.texts = texts;
    this.allocator = allocator;
  }

  void handle(Context context) throws IOException {
    Optional<SessionRecord> session = sessions.find(context.header(SessionService.HEADER));
    TableName table = TargetNames.of(context.pathParam("name"), session);
    IngestOptions options = options(context);
    String type = mediaType(context.contentType());
    InputStream body = context.req().getInputStream();
    IngestResult result =
        switch (type) {
          case ResultRoute.ARROW -> arrow(table, options, body);
          case NDJSON, "application/jsonl" -> texts.write(table, options, FileFormat.JSON, body);
          case CSV -> texts.write(table, options, FileFormat.CSV, body);
          default -> throw new MediaTypeException(type, BODIES);
        };
    context.contentType(ResultRoute.JSON).result(Json.bytes(result));
  }

  private static IngestOptions options(Context context) {
    for (String name : context.queryParamMap().keySet()) {
      if (!PARAMETERS.contains(name)) {
        throw new TadashiException(ErrorCode.UNKNOWN_FIELD, "there is no parameter '" + name + "'")
            .at("field", name)
            .hint("parameters: mode, ingest_id");
      }
    }
    @Nullable String mode = context.queryParam("mode");
    @Nullable String id = context.queryParam("ingest_id");
    return new IngestOptions(
        mode == null ? null : IngestOptions.mode(mode),
        id == null ? context.header(INGEST_ID) : id);
  }

  private static String mediaType(@Nullable String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
  }

  private IngestResult arrow(TableName table, IngestOptions options, InputStream body) {
    try (ArrowStreamReader reader = new ArrowStreamReader(body, allocator)) {
      return ingest.write(table, options, ClientRows.of(root(reader), reader, () -> next(reader)));
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private static VectorSchemaRoot root(ArrowStreamReader reader) throws IOException {
    try {
      return reader.getVectorSchemaRoot();
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw damaged(e);
    }
  }

  private static boolean next(ArrowStreamReader reader) {
    try {
      return reader.loadNextBatch();
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(e);
    }
  }

  private static TadashiException damaged(Exception why) {
    return new TadashiException(
        ErrorCode.INVALID_ARGUMENT,
        "the body is no whole Arrow IPC stream that can be read: " + why.getMessage(),
        why);
  }
}
