package dev.tadashi.server.task;

import dev.tadashi.engine.column.ArrowLiterals;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.Answers;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.type.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Runs the subqueries of a task, each as a task of its own, and puts their answers in its plan. */
final class Subqueries {
  private final TaskService tasks;
  private final TaskResults results;

  Subqueries(TaskService tasks, TaskResults results) {
    this.tasks = tasks;
    this.results = results;
  }

  /** What a subquery's task is found by. */
  static String key(TaskId task, int number) {
    return "subquery " + number + " of " + task;
  }

  /** The plan that is left to be run. Blocks; ends early when the task is claimed by another. */
  Plan answered(LiveTask task, Plan.Given given) {
    TaskRecord record = task.record();
    List<TaskRecord> inner = new ArrayList<>();
    for (int i = 0; i < given.subqueries().size(); i++) {
      inner.add(tasks.subquery(record, given.subqueries().get(i).plan(), i));
    }
    List<List<List<Literal>>> answers = new ArrayList<>();
    for (int i = 0; i < inner.size(); i++) {
      answers.add(rows(task, inner.get(i), given.subqueries().get(i)));
    }
    return Answers.put(given, answers);
  }

  private List<List<Literal>> rows(LiveTask task, TaskRecord inner, Plan.Subquery subquery) {
    TaskRecord ended = tasks.await(inner.id(), task::isClaimed);
    if (task.isClaimed() && !ended.state().isTerminal()) {
      tasks.cancel(inner.id());
    }
    List<Field> fields = subquery.plan().schema().fields();
    List<List<Literal>> rows = new ArrayList<>();
    try (BatchStream batches = results.open(results.succeeded(tasks.require(inner.id())).id())) {
      while (batches.next()) {
        for (int row = 0; row < batches.root().getRowCount(); row++) {
          rows.add(row(batches.root(), row, fields));
        }
      }
    }
    check(rows.size(), subquery);
    return rows;
  }

  private static List<Literal> row(VectorSchemaRoot batch, int row, List<Field> fields) {
    List<Literal> values = new ArrayList<>();
    for (Field field : fields) {
      values.add(ArrowLiterals.of(batch.getVector(values.size()), row, field.type()));
    }
    return values;
  }

  private static void check(int rows, Plan.Subquery subquery) {
    if (subquery.many() && rows > subquery.most()) {
      throw new TadashiException(
              ErrorCode.SQL_NOT_YET,
              "IN of a sub-query with more than "
                  + subquery.most()
                  + " different rows is not supported yet")
          .hint("narrow the sub-query");
    } else if (!subquery.many() && rows > 1) {
      throw new TadashiException(
              ErrorCode.SQL_INVALID, "a sub-query that stands for a value gave more than one row")
          .hint("aggregate it, or add LIMIT 1");
    }
  }
}
