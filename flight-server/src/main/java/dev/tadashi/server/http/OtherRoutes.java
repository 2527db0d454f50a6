package dev.tadashi.server.http;

import dev.tadashi.model.error.ErrorCode;
import java.util.List;

/** All routes that are no operations. */
final class OtherRoutes {
  private static final String JSON = "application/json";

  static final List<OtherRoute> ALL =
      List.of(
          new OtherRoute(
              RowsRoute.PATH,
              "PostRows",
              "writes rows into a table: an Arrow IPC stream, NDJSON or CSV; answered with an "
                  + "IngestResult when they are durable and visible",
              List.of(ResultRoute.JSON),
              List.of(RowsRoute.INGEST_ID),
              List.of(
                  ErrorCode.UNKNOWN_TABLE,
                  ErrorCode.UNKNOWN_COLUMN,
                  ErrorCode.TYPE_MISMATCH,
                  ErrorCode.UNSUPPORTED,
                  ErrorCode.TABLE_EXISTS,
                  ErrorCode.IDEMPOTENCY_CONFLICT,
                  ErrorCode.INVALID_CAST,
                  ErrorCode.NO_WORKERS),
              RowsRoute.BODIES),
          new OtherRoute(
              ResultRoute.PATH,
              "GetResult",
              "the rows of a task that succeeded, as JSON or as an Arrow IPC stream",
              List.of(ResultRoute.JSON, ResultRoute.ARROW),
              List.of(),
              List.of(
                  ErrorCode.UNKNOWN_TASK,
                  ErrorCode.RESULT_NOT_READY,
                  ErrorCode.RESULT_GONE,
                  ErrorCode.TASK_CANCELLED)),
          new OtherRoute(
              EventRoute.ALL,
              "Events",
              "server-sent events: a `snapshot` (of type Snapshot), then `task` (TaskEvent), `worker` "
                  + "(Worker) and `worker-gone` as they change; with Last-Event-ID what was missed "
                  + "since, or a snapshot",
              List.of(EventRoute.MEDIA_TYPE),
              List.of("Last-Event-ID"),
              List.of(ErrorCode.TOO_MANY_LISTENERS)),
          new OtherRoute(
              EventRoute.OF_TASK,
              "TaskEvents",
              "server-sent events `task` (TaskEvent) of one task, until it has ended",
              List.of(EventRoute.MEDIA_TYPE),
              List.of("Last-Event-ID"),
              List.of(ErrorCode.UNKNOWN_TASK, ErrorCode.TOO_MANY_LISTENERS)),
          new OtherRoute(
              HttpDoor.METRICS,
              "Metrics",
              "figures of the cluster in Prometheus' text format",
              List.of(HttpDoor.METRICS_TYPE),
              List.of(),
              List.of()),
          new OtherRoute(
              "/healthz",
              "Health",
              "whether the process is alive",
              List.of(JSON),
              List.of(),
              List.of()),
          new OtherRoute(
              "/readyz",
              "Readiness",
              "whether tasks can be submitted",
              List.of(JSON),
              List.of(),
              List.of()),
          new OtherRoute(
              "/openapi.json", "OpenApi", "this document", List.of(JSON), List.of(), List.of()));

  private OtherRoutes() {}
}
