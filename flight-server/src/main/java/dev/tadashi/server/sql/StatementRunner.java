package dev.tadashi.server.sql;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.table.TableName;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.task.TaskModule;
import dev.tadashi.server.task.TaskService.Work;
import dev.tadashi.sql.PlannedStatement;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs statements that are no queries; what each answers is a small table. */
final class StatementRunner {
  private final TaskModule tasks;
  private final TableWrites writes;
  private final ViewRegistry views;
  private final SessionService sessions;
  private final InstantSource clock;

  StatementRunner(
      TaskModule tasks,
      TableWrites writes,
      ViewRegistry views,
      SessionService sessions,
      InstantSource clock) {
    this.tasks = tasks;
    this.writes = writes;
    this.views = views;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** The circumstances of one statement; {@code work} makes a query runnable. */
  record Call(
      Requests.SubmitTask request,
      Optional<SessionRecord> session,
      SqlSnapshot snapshot,
      Function<PlannedStatement.Query, Work> work) {}

  RowList run(PlannedStatement statement, Call call) {
    return switch (statement) {
      case PlannedStatement.Query query -> throw new IllegalArgumentException("a query");
      case PlannedStatement.Explain explain -> Explanations.of(explain, call, tasks);
      case PlannedStatement.Show show -> Listings.of(show, call.snapshot());
      case PlannedStatement.Describe describe -> Listings.of(describe);
      case PlannedStatement.Set set -> set(set, call);
      case PlannedStatement.Reset reset -> reset(reset, call);
      case PlannedStatement.CreateView view -> createView(view, call);
      case PlannedStatement.DropView view -> {
        views.drop(view.name(), view.ifExists());
        yield done("DROP VIEW");
      }
      case PlannedStatement.Insert insert -> writes.insert(insert, call);
      case PlannedStatement.CreateTable table -> writes.create(table, call);
      case PlannedStatement.CreateTableAs table -> writes.create(table, call);
      case PlannedStatement.DropTable table -> writes.drop(table);
      case PlannedStatement.Truncate table -> writes.truncate(table);
      case PlannedStatement.Delete delete -> writes.delete(delete, call);
      case PlannedStatement.CallLoad load -> load(load, call);
      case PlannedStatement.CallCancel cancel -> {
        tasks.cancel(new Requests.TaskById(TaskId.parse(cancel.taskId())));
        yield done("CANCEL");
      }
      case PlannedStatement.Transaction transaction ->
          done(transaction.verb().toUpperCase(Locale.ROOT));
    };
  }

  private static RowList done(String what) {
    return new RowList().texts("status").add(what);
  }

  private RowList createView(PlannedStatement.CreateView view, Call call) {
    TableName name = view.name();
    if (views.find(name).isEmpty()
        && call.snapshot().find(name.store(), name.table()).isPresent()) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "there is a table '" + name + "' already")
          .at("view", name.toString())
          .hint("give the view another name, or another schema");
    } else if (!call.snapshot().schemas().contains(name.store())) {
      throw new TadashiException(
              ErrorCode.UNKNOWN_STORE, "there is no schema '" + name.store() + "'")
          .at("view", name.toString())
          .hint("schemas: " + String.join(", ", call.snapshot().schemas()));
    } else if (call.snapshot().systemSchemas().contains(name.store())) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "the schema '" + name.store() + "' is the catalog's own")
          .at("view", name.toString());
    }
    views.create(name, view.query(), view.orReplace(), clock.instant());
    return done("CREATE VIEW");
  }

  private RowList load(PlannedStatement.CallLoad load, Call call) {
    @Nullable List<String> columns = load.columns().isEmpty() ? null : load.columns();
    Responses.Submitted task =
        tasks
            .service()
            .load(new Requests.LoadTable(load.table().toString(), columns, null), call.session());
    return new RowList().texts("task").add(task.id().toString());
  }

  private RowList set(PlannedStatement.Set set, Call call) {
    SessionSettings setting = SessionSettings.named(set.name());
    change(call, setting, Optional.of(setting.parse(set.value())));
    return done("SET");
  }

  private RowList reset(PlannedStatement.Reset reset, Call call) {
    if (reset.name().isPresent()) {
      change(call, SessionSettings.named(reset.name().get()), Optional.empty());
    } else {
      SessionRecord session = require(call);
      sessions.change(new SessionRecord(session.id(), null, Map.of(), session.expires()));
    }
    return done("RESET");
  }

  private void change(Call call, SessionSettings setting, Optional<String> value) {
    sessions.change(setting.changed(require(call), value));
  }

  private static SessionRecord require(Call call) {
    return call.session()
        .orElseThrow(() ->
            new TadashiException(
                    ErrorCode.INVALID_ARGUMENT, "a setting belongs to a session, and there is none")
                .hint("open one with OpenSession, and name it with each call"));
  }
}
