package dev.tadashi.server.flightsql;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.server.flight.TaskFlights;
import dev.tadashi.server.sql.SqlService;
import dev.tadashi.server.task.TaskModule;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.vector.types.pojo.Schema;

/** Runs statements, each as a task, and shows them as flights. */
record StatementRuns(SqlService sql, TaskModule tasks, TaskFlights flights) {

  /** Begins to run; an effect of the statement is there when this returns. */
  FlightInfo start(String text, List<Literal> parameters, Call call) {
    TaskRecord task = submit(text, parameters, call.session());
    return flights.info(call.descriptor(), task, ColumnMetadata.ofQuery(task.resultSchema()));
  }

  private TaskRecord submit(String text, List<Literal> parameters, SessionRecord session) {
    Requests.SubmitTask request = Requests.SubmitTask.of(text, parameters);
    return tasks.service().require(sql.submit(request, Optional.of(session)).id());
  }

  /** Runs a statement for its effect alone, once for each row; how many rows it changed. */
  long execute(String text, List<List<Literal>> rows, SessionRecord session) {
    return sql.submitEach(text, rows, Optional.of(session));
  }

  SqlService.Prepared prepare(String text, SessionRecord session) {
    return sql.prepare(text, Optional.of(session));
  }

  /** The columns of the rows, with what clients want to know of them. */
  Schema columns(String text, SessionRecord session) {
    return ColumnMetadata.ofQuery(prepare(text, session).columns());
  }
}
