package dev.tadashi.sql;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the rows of a query those of a table. */
final class Assignment {
  private Assignment() {}

  /** Values go into the columns by their place, converted; one that does not fit is an error. */
  static PlannedStatement.Query into(List<Field> columns, PlannedStatement.Query query) {
    List<Field> found = query.plan().schema().fields();
    if (found.size() != columns.size()) {
      throw new TadashiException(
              ErrorCode.SQL_INVALID,
              "there are %d columns to be filled and %d values in each row"
                  .formatted(columns.size(), found.size()))
          .hint("name the columns: INSERT INTO t (a, b) ...");
    }
    List<Named> named = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      named.add(converted(i, found.get(i).type(), columns.get(i)));
    }
    return projected(query, named);
  }

  private static Named converted(int index, DataType from, Field column) {
    RowExpr value = new RowExpr.Ref(index, from);
    if (from.equals(column.type())) {
      return new Named(column.name(), value);
    } else if (!Conversions.exists(from, column.type())) {
      throw new TadashiException(
              ErrorCode.TYPE_MISMATCH,
              "the column '%s' is %s, and there is no conversion of %s to that"
                  .formatted(column.name(), column.type().text(), from.text()))
          .at("column", column.name());
    }
    return new Named(
        column.name(), new RowExpr.Call(ScalarFunction.CAST, List.of(value), column.type()));
  }

  /** The query's columns under the names that it shows, which must differ. */
  static PlannedStatement.Query named(PlannedStatement.Query query) {
    List<Field> found = query.plan().schema().fields();
    Set<String> names = new HashSet<>();
    List<Named> named = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      String name = query.columnNames().get(i);
      if (!names.add(name)) {
        throw new TadashiException(
                ErrorCode.SQL_INVALID, "two columns of the new table are named '" + name + "'")
            .at("column", name)
            .hint("name one of them otherwise, by AS");
      }
      named.add(new Named(name, new RowExpr.Ref(i, found.get(i).type())));
    }
    return projected(query, named);
  }

  private static PlannedStatement.Query projected(
      PlannedStatement.Query query, List<Named> columns) {
    RowStep project = new RowStep.Project(columns);
    Plan plan =
        query.plan() instanceof Plan.Given(List<Plan.Subquery> subqueries, Plan body)
            ? new Plan.Given(subqueries, new Plan.Steps(body, List.of(project)))
            : new Plan.Steps(query.plan(), List.of(project));
    return new PlannedStatement.Query(
        plan, columns.stream().map(Named::name).toList(), query.parameterTypes());
  }
}
