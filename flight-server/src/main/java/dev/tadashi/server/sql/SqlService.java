package dev.tadashi.server.sql;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.catalog.ViewRecord;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.spec.AggregateSpec;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.ingest.IngestService;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.server.table.TableResolver;
import dev.tadashi.server.task.TaskModule;
import dev.tadashi.server.task.TaskService.Work;
import dev.tadashi.sql.Columns;
import dev.tadashi.sql.PlannedStatement;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.sql.SqlPlanner;
import dev.tadashi.sql.SqlSession;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Submits statements and aggregations for every door: a task stands behind each. */
public final class SqlService {
  private final TaskModule tasks;
  private final TableRegistry registry;
  private final TableResolver resolver;
  private final ViewRegistry views;
  private final SystemTables system;
  private final StatementRunner runner;
  private final InstantSource clock;
  private final SqlPlanner planner = new SqlPlanner();

  public SqlService(
      TaskModule tasks,
      TableRegistry registry,
      TableResolver resolver,
      ViewRegistry views,
      SystemTables system,
      SessionService sessions,
      IngestService ingest,
      InstantSource clock) {
    this.tasks = tasks;
    this.registry = registry;
    this.resolver = resolver;
    this.views = views;
    this.system = system;
    this.runner =
        new StatementRunner(
            tasks, new TableWrites(tasks, ingest, registry, views), views, sessions, clock);
    this.clock = clock;
  }

  /** How many rows a statement changed that was submitted; 0 for one that changes none. */
  public long changedRows(TaskId task) {
    return TableWrites.changedRows(tasks.service().require(task).plan()).orElse(0L);
  }

  /**
   * What a statement will give, as far as it is known before it is run.
   *
   * @param columns of the result; empty for a statement that only has an effect
   * @param query whether it only reads
   */
  public record Prepared(Schema columns, List<DataType> parameters, boolean query) {
    public Prepared {
      parameters = List.copyOf(parameters);
    }
  }

  /** Accepts a statement or an aggregation. An effect of a statement is there when this returns. */
  public Responses.Submitted submit(Requests.SubmitTask request, Optional<SessionRecord> session) {
    @Nullable String sql = request.sql();
    if (sql == null) {
      AggregateSpec spec = aggregate(request);
      return tasks
          .service()
          .submit(request, TaskKind.AGGREGATE, () -> tasks.service().plan(spec, session));
    }
    requireOnly(request.aggregate() == null, "aggregate");
    Requests.SubmitTask timed = withDefaults(request, session);
    List<Literal> values = Objects.requireNonNullElse(request.parameters(), List.of());
    return tasks.service().submit(timed, TaskKind.QUERY, () -> work(timed, sql, values, session));
  }

  private static AggregateSpec aggregate(Requests.SubmitTask request) {
    requireOnly(request.parameters() == null, "parameters");
    @Nullable AggregateSpec spec = request.aggregate();
    if (spec == null) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "a task needs the field 'sql' or 'aggregate'")
          .at("field", "aggregate");
    }
    return spec;
  }

  private static void requireOnly(boolean absent, String field) {
    if (!absent) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "a task has either 'sql' (with 'parameters') or 'aggregate'")
          .at("field", field);
    }
  }

  /** The session's timeout and priority, where the request has none. */
  private static Requests.SubmitTask withDefaults(
      Requests.SubmitTask request, Optional<SessionRecord> session) {
    int priority = Integer.parseInt(SessionSettings.PRIORITY.of(session));
    return new Requests.SubmitTask(
        request.sql(),
        request.parameters(),
        null,
        request.detached(),
        request.idempotencyKey(),
        Objects.requireNonNullElse(request.priority(), priority),
        request.timeout() == null
            ? SessionSettings.timeout(session).orElse(null)
            : request.timeout());
  }

  private Work work(
      Requests.SubmitTask request,
      String sql,
      List<Literal> values,
      Optional<SessionRecord> session) {
    SqlSnapshot snapshot = snapshot(session);
    PlannedStatement statement = planner.plan(sql, snapshot, sqlSession(snapshot).with(values));
    return statement instanceof PlannedStatement.Query query
        ? work(query)
        : rows(
            runner.run(
                statement, new StatementRunner.Call(request, session, snapshot, this::work)));
  }

  /**
   * Runs a statement once for each row of parameters, an INSERT of nothing else as one write; how
   * many rows were changed.
   */
  public long submitEach(String sql, List<List<Literal>> rows, Optional<SessionRecord> session) {
    SqlSnapshot snapshot = snapshot(session);
    Optional<PlannedStatement.Insert> batch =
        rows.size() < 2
            ? Optional.empty()
            : planner.batch(sql, snapshot, sqlSession(snapshot), rows);
    if (batch.isEmpty()) {
      return rows.stream()
          .mapToLong(
              values -> changedRows(submit(Requests.SubmitTask.of(sql, values), session).id()))
          .sum();
    }
    Requests.SubmitTask request =
        withDefaults(Requests.SubmitTask.of(sql, rows.getFirst()), session);
    StatementRunner.Call call = new StatementRunner.Call(request, session, snapshot, this::work);
    return changedRows(
        tasks
            .service()
            .submit(request, TaskKind.QUERY, () -> rows(runner.run(batch.get(), call)))
            .id());
  }

  private Work work(PlannedStatement.Query query) {
    List<StoredTable> tables = query.plan().tables().stream().map(resolver::ready).toList();
    return new Work(query.plan(), query.columnNames(), tables);
  }

  private static Work rows(RowList rows) {
    return new Work(new Plan.Values(rows.schema(), rows.rows()), null, List.of());
  }

  /** The columns of the answer; submits nothing. */
  public Schema schema(Requests.SubmitTask request, Optional<SessionRecord> session) {
    @Nullable String sql = request.sql();
    return sql == null
        ? tasks.service().plan(aggregate(request), session).plan().schema()
        : prepare(sql, session).columns();
  }

  /** The statement's columns and parameters; runs nothing. */
  public Prepared prepare(String sql, Optional<SessionRecord> session) {
    SqlSnapshot snapshot = snapshot(session);
    return switch (planner.prepare(sql, snapshot, sqlSession(snapshot))) {
      case PlannedStatement.Query query ->
          new Prepared(Columns.named(query), query.parameterTypes(), true);
      case PlannedStatement.Explain explain ->
          new Prepared(Explanations.PLAN, explain.query().parameterTypes(), true);
      case PlannedStatement.Describe describe ->
          new Prepared(Listings.of(describe).schema(), List.of(), true);
      case PlannedStatement.Show show ->
          new Prepared(Listings.of(show, snapshot).schema(), List.of(), true);
      case PlannedStatement.Insert insert ->
          new Prepared(new Schema(List.of()), insert.query().parameterTypes(), false);
      case PlannedStatement.CreateTableAs table ->
          new Prepared(new Schema(List.of()), table.query().parameterTypes(), false);
      case PlannedStatement.Delete delete ->
          new Prepared(new Schema(List.of()), delete.matching().parameterTypes(), false);
      default -> new Prepared(new Schema(List.of()), List.of(), false);
    };
  }

  /** What names mean to a statement of that session, now. */
  public SqlCatalog catalog(Optional<SessionRecord> session) {
    return snapshot(session);
  }

  private SqlSnapshot snapshot(Optional<SessionRecord> session) {
    return new SqlSnapshot(registry, resolver, views, system, session, this::columns);
  }

  /** A view's columns; none when its query no longer fits the tables. */
  private Optional<Schema> columns(ViewRecord view) {
    try {
      return Optional.of(prepare(view.query(), Optional.empty()).columns());
    } catch (TadashiException e) {
      return Optional.empty();
    }
  }

  private SqlSession sqlSession(SqlSnapshot snapshot) {
    return new SqlSession(snapshot.searchPath(), clock.instant(), List.of());
  }
}
