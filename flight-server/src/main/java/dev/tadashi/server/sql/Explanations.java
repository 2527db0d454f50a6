package dev.tadashi.server.sql;

import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.task.TaskModule;
import dev.tadashi.sql.PlannedStatement;
import java.util.ArrayList;
import java.util.List;

/** What EXPLAIN shows. */
final class Explanations {
  static final Schema PLAN = new RowList().texts("plan").schema();

  private Explanations() {}

  static RowList of(PlannedStatement.Explain explain, StatementRunner.Call call, TaskModule tasks) {
    RowList rows = new RowList().texts("plan");
    Plan plan = explain.query().plan();
    if (explain.analyze()) {
      Responses.Task task = analyzed(explain, call, tasks);
      List<Responses.Task> all = new ArrayList<>();
      subqueries(plan, task, tasks, all);
      all.add(task);
      (explain.json()
              ? all.reversed().stream().map(Json::text).toList()
              : AnalyzedText.of(plan, all))
          .forEach(rows::add);
    } else {
      (explain.json() ? List.of(Json.text(plan)) : PlanText.of(plan)).forEach(rows::add);
    }
    return rows;
  }

  /** The tasks of a plan's subqueries, each after those of its own. */
  private static void subqueries(
      Plan plan, Responses.Task task, TaskModule tasks, List<Responses.Task> out) {
    if (plan instanceof Plan.Given given) {
      for (int i = 0; i < given.subqueries().size(); i++) {
        Plan inner = given.subqueries().get(i).plan();
        tasks
            .service()
            .subquery(task.id(), i)
            .map(id -> tasks.get(new Requests.GetTask(id, null)))
            .ifPresent(answered -> {
              subqueries(inner, answered, tasks, out);
              out.add(answered);
            });
      }
    }
  }

  /** Runs the query as a task of its own and waits for its end. */
  private static Responses.Task analyzed(
      PlannedStatement.Explain explain, StatementRunner.Call call, TaskModule tasks) {
    Requests.SubmitTask asked = call.request();
    Requests.SubmitTask inner =
        new Requests.SubmitTask(
            asked.sql(), asked.parameters(), null, true, null, asked.priority(), asked.timeout());
    Responses.Submitted submitted =
        tasks.service().submit(inner, TaskKind.QUERY, () -> call.work().apply(explain.query()));
    TaskRecord ended = tasks.service().await(submitted.id(), () -> false);
    tasks.results().succeeded(ended);
    return tasks.get(new Requests.GetTask(ended.id(), null));
  }
}
