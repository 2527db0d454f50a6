package dev.tadashi.flight.op;

import dev.tadashi.flight.op.Operation.Audience;
import dev.tadashi.flight.op.Operation.HttpRoute;
import dev.tadashi.model.control.Attach;
import dev.tadashi.model.control.Attached;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.ingest.IngestResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All operations. To add one: a line here, its records, and a handler in the process it runs in.
 */
public final class Operations {
  public static final Operation<Requests.OpenSession, Responses.Session> OPEN_SESSION =
      client(
          "OpenSession",
          Requests.OpenSession.class,
          Responses.Session.class,
          post("/v1/session"),
          "opens a session",
          ErrorCode.UNKNOWN_STORE);
  public static final Operation<Requests.WorkerAddress, Responses.Worker> REGISTER_WORKER =
      client(
          "RegisterWorker",
          Requests.WorkerAddress.class,
          Responses.Worker.class,
          post("/v1/workers"),
          "dials a worker and has it join; answered once it has",
          ErrorCode.WORKER_EXISTS,
          ErrorCode.WORKER_UNREACHABLE,
          ErrorCode.NOT_A_WORKER);
  public static final Operation<Requests.WorkerAddress, Responses.Worker> DRAIN_WORKER =
      client(
          "DrainWorker",
          Requests.WorkerAddress.class,
          Responses.Worker.class,
          post("/v1/workers/{address}/drain"),
          "gives a worker nothing new; it finishes what it has",
          ErrorCode.UNKNOWN_WORKER);
  public static final Operation<Requests.WorkerAddress, Responses.Ok> UNREGISTER_WORKER =
      client(
          "UnregisterWorker",
          Requests.WorkerAddress.class,
          Responses.Ok.class,
          delete("/v1/workers/{address}"),
          "forgets a worker; what it held is placed elsewhere",
          ErrorCode.UNKNOWN_WORKER);
  public static final Operation<Requests.Empty, Responses.Workers> LIST_WORKERS =
      client(
          "ListWorkers",
          Requests.Empty.class,
          Responses.Workers.class,
          get("/v1/workers"),
          "all workers with health and load");
  public static final Operation<Requests.RegisterObjectStore, Responses.RegisteredStore>
      REGISTER_OBJECT_STORE =
          client(
              "RegisterObjectStore",
              Requests.RegisterObjectStore.class,
              Responses.RegisteredStore.class,
              post("/v1/object-stores"),
              "registers an object store and finds its tables",
              ErrorCode.STORE_EXISTS,
              ErrorCode.PATH_NOT_ALLOWED,
              ErrorCode.FILE_NOT_FOUND,
              ErrorCode.STORE_UNREACHABLE,
              ErrorCode.STORE_DENIED);
  public static final Operation<Requests.Empty, Responses.Stores> LIST_OBJECT_STORES =
      client(
          "ListObjectStores",
          Requests.Empty.class,
          Responses.Stores.class,
          get("/v1/object-stores"),
          "all object stores");
  public static final Operation<Requests.StoreName, Responses.Ok> DROP_OBJECT_STORE =
      client(
          "DropObjectStore",
          Requests.StoreName.class,
          Responses.Ok.class,
          delete("/v1/object-stores/{name}"),
          "forgets a store and its tables; its files stay",
          ErrorCode.UNKNOWN_STORE);
  public static final Operation<Requests.ListTables, Responses.Tables> LIST_TABLES =
      client(
          "ListTables",
          Requests.ListTables.class,
          Responses.Tables.class,
          get("/v1/tables"),
          "tables with columns, rows and how much is in memory",
          ErrorCode.UNKNOWN_STORE);
  public static final Operation<Requests.LoadTable, Responses.Submitted> LOAD_TABLE =
      client(
          "LoadTable",
          Requests.LoadTable.class,
          Responses.Submitted.class,
          post("/v1/tables/{table}/load"),
          "brings a table into the workers' memory; answered with a task",
          ErrorCode.IDEMPOTENCY_CONFLICT,
          ErrorCode.QUEUE_FULL,
          ErrorCode.UNKNOWN_TABLE,
          ErrorCode.UNKNOWN_COLUMN,
          ErrorCode.TABLE_PENDING,
          ErrorCode.TABLE_FAILED);
  public static final Operation<Requests.EvictTable, Responses.Ok> EVICT_TABLE =
      client(
          "EvictTable",
          Requests.EvictTable.class,
          Responses.Ok.class,
          post("/v1/tables/{table}/evict"),
          "takes a table, or columns of it, out of the workers' memory",
          ErrorCode.UNKNOWN_TABLE,
          ErrorCode.UNKNOWN_COLUMN);
  public static final Operation<Requests.ListPartitions, Responses.Partitions> LIST_PARTITIONS =
      client(
          "ListPartitions",
          Requests.ListPartitions.class,
          Responses.Partitions.class,
          get("/v1/partitions"),
          "partitions of a table, what is in them and where they are in memory, page by page",
          ErrorCode.UNKNOWN_TABLE);
  public static final Operation<Requests.BeginIngest, Responses.BegunIngest> BEGIN_INGEST =
      client(
          "BeginIngest",
          Requests.BeginIngest.class,
          Responses.BegunIngest.class,
          post("/v1/ingests"),
          "begins a write; the client brings the rows to workers by DoPut",
          ErrorCode.UNKNOWN_TABLE,
          ErrorCode.UNKNOWN_STORE,
          ErrorCode.UNKNOWN_COLUMN,
          ErrorCode.TYPE_MISMATCH,
          ErrorCode.UNSUPPORTED,
          ErrorCode.TABLE_EXISTS,
          ErrorCode.IDEMPOTENCY_CONFLICT,
          ErrorCode.NO_WORKERS);
  public static final Operation<Requests.CommitIngest, IngestResult> COMMIT_INGEST =
      client(
          "CommitIngest",
          Requests.CommitIngest.class,
          IngestResult.class,
          post("/v1/ingests/{upload}/commit"),
          "makes all rows of a write visible at once",
          ErrorCode.UNKNOWN_UPLOAD,
          ErrorCode.IDEMPOTENCY_CONFLICT,
          ErrorCode.INVALID_TICKET,
          ErrorCode.TABLE_EXISTS,
          ErrorCode.UNKNOWN_TABLE,
          ErrorCode.WRITE_CONFLICT);
  public static final Operation<Requests.UploadById, Responses.Ok> ABANDON_INGEST =
      client(
          "AbandonIngest",
          Requests.UploadById.class,
          Responses.Ok.class,
          delete("/v1/ingests/{upload}"),
          "gives a write up; none of its rows is ever seen",
          ErrorCode.UNKNOWN_UPLOAD);
  public static final Operation<Requests.SubmitTask, Responses.Submitted> SUBMIT_TASK =
      client(
          "SubmitTask",
          Requests.SubmitTask.class,
          Responses.Submitted.class,
          post("/v1/tasks"),
          "accepts a statement or an aggregation as a task; its id is durable when this answers",
          ErrorCode.UNKNOWN_TABLE,
          ErrorCode.UNKNOWN_COLUMN,
          ErrorCode.UNKNOWN_FUNCTION,
          ErrorCode.UNKNOWN_TYPE,
          ErrorCode.TYPE_MISMATCH,
          ErrorCode.SQL_SYNTAX,
          ErrorCode.SQL_INVALID,
          ErrorCode.SQL_NOT_YET,
          ErrorCode.UNKNOWN_STORE,
          ErrorCode.UNKNOWN_TASK,
          ErrorCode.TASK_FINISHED,
          ErrorCode.NUMERIC_OVERFLOW,
          ErrorCode.DIVISION_BY_ZERO,
          ErrorCode.INVALID_CAST,
          ErrorCode.EMPTY_AGGREGATION,
          ErrorCode.TABLE_PENDING,
          ErrorCode.TABLE_FAILED,
          ErrorCode.IDEMPOTENCY_CONFLICT,
          ErrorCode.QUEUE_FULL);
  public static final Operation<Requests.GetTask, Responses.Task> GET_TASK =
      client(
          "GetTask",
          Requests.GetTask.class,
          Responses.Task.class,
          get("/v1/tasks/{id}"),
          "a task with its stages and splits, now or once it has ended",
          ErrorCode.UNKNOWN_TASK);
  public static final Operation<Requests.ListTasks, Responses.Tasks> LIST_TASKS =
      client(
          "ListTasks",
          Requests.ListTasks.class,
          Responses.Tasks.class,
          get("/v1/tasks"),
          "tasks in some states or all, newest first, without their stages, page by page");
  public static final Operation<Requests.TaskById, Responses.Task> CANCEL_TASK =
      client(
          "CancelTask",
          Requests.TaskById.class,
          Responses.Task.class,
          delete("/v1/tasks/{id}"),
          "cancels a task",
          ErrorCode.UNKNOWN_TASK,
          ErrorCode.TASK_FINISHED);

  public static final Operation<Attach, Attached> ATTACH =
      internal("Attach", Audience.SERVER, Attach.class, Attached.class, "a worker joins");
  public static final Operation<Report, Orders> REPORT =
      internal(
          "Report", Audience.SERVER, Report.class, Orders.class, "a worker reports all it holds");
  public static final Operation<Requests.ReportStatistics, Responses.Ok> REPORT_STATISTICS =
      internal(
          "ReportStatistics",
          Audience.SERVER,
          Requests.ReportStatistics.class,
          Responses.Ok.class,
          "a worker tells what is in partitions that it loaded");
  public static final Operation<Requests.Adopt, Responses.Adopted> ADOPT =
      internal(
          "Adopt",
          Audience.WORKER,
          Requests.Adopt.class,
          Responses.Adopted.class,
          "asks a worker to attach to a control plane");
  public static final Operation<Orders, Responses.Ok> ORDERS =
      internal(
          "Orders",
          Audience.WORKER,
          Orders.class,
          Responses.Ok.class,
          "brings orders before the next report");
  public static final Operation<Requests.InspectFiles, Responses.InspectedFiles> INSPECT_FILES =
      internal(
          "InspectFiles",
          Audience.WORKER,
          Requests.InspectFiles.class,
          Responses.InspectedFiles.class,
          "schema and row groups of files");
  public static final Operation<Requests.WriteFile, Responses.Written> WRITE_FILE =
      internal(
          "WriteFile",
          Audience.WORKER,
          Requests.WriteFile.class,
          Responses.Written.class,
          "writes the rows of a file into an upload");
  public static final Operation<Requests.JoinPartitions, Responses.Written> JOIN_PARTITIONS =
      internal(
          "JoinPartitions",
          Audience.WORKER,
          Requests.JoinPartitions.class,
          Responses.Written.class,
          "writes the rows of small partitions together");
  public static final Operation<Requests.EvictPartitions, Responses.Ok> EVICT_PARTITIONS =
      internal(
          "EvictPartitions",
          Audience.WORKER,
          Requests.EvictPartitions.class,
          Responses.Ok.class,
          "forgets cached partitions, or columns of them");

  private static final List<Operation<?, ?>> ALL =
      List.of(
          OPEN_SESSION,
          REGISTER_WORKER,
          DRAIN_WORKER,
          UNREGISTER_WORKER,
          LIST_WORKERS,
          REGISTER_OBJECT_STORE,
          LIST_OBJECT_STORES,
          DROP_OBJECT_STORE,
          LIST_TABLES,
          LOAD_TABLE,
          EVICT_TABLE,
          LIST_PARTITIONS,
          BEGIN_INGEST,
          COMMIT_INGEST,
          ABANDON_INGEST,
          SUBMIT_TASK,
          GET_TASK,
          LIST_TASKS,
          CANCEL_TASK,
          ATTACH,
          REPORT,
          REPORT_STATISTICS,
          ADOPT,
          ORDERS,
          INSPECT_FILES,
          WRITE_FILE,
          JOIN_PARTITIONS,
          EVICT_PARTITIONS);

  private Operations() {}

  /** Operations for that audience, in the order of the documentation. */
  public static Stream<Operation<?, ?>> of(Audience audience) {
    return ALL.stream().filter(operation -> operation.audience() == audience);
  }

  /** The operation of that name. */
  public static Optional<Operation<?, ?>> byName(String name) {
    return ALL.stream().filter(operation -> operation.name().equals(name)).findFirst();
  }

  private static <Q, A> Operation<Q, A> client(
      String name,
      Class<Q> request,
      Class<A> response,
      HttpRoute http,
      String doc,
      ErrorCode... errors) {
    return new Operation<>(name, Audience.CLIENT, request, response, http, doc, List.of(errors));
  }

  private static <Q, A> Operation<Q, A> internal(
      String name, Audience audience, Class<Q> request, Class<A> response, String doc) {
    return new Operation<>(name, audience, request, response, null, doc, List.of());
  }

  private static HttpRoute post(String path) {
    return new HttpRoute("POST", path, 200);
  }

  private static HttpRoute get(String path) {
    return new HttpRoute("GET", path, 200);
  }

  private static HttpRoute delete(String path) {
    return new HttpRoute("DELETE", path, 200);
  }
}
