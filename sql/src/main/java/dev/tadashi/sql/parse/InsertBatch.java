package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.sql.PlannedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** One row of parameters that is inserted many times: all of them are one write. */
public final class InsertBatch {
  private InsertBatch() {}

  /** The write of all rows; none when the statement inserts more than its parameters. */
  public static Optional<PlannedStatement.Insert> of(
      Parsed.Insert insert, List<List<Literal>> rows) {
    List<Integer> numbers = numbers(insert);
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    List<List<Literal>> values = new ArrayList<>();
    for (List<Literal> row : rows) {
      values.add(row(insert.columns(), numbers, row));
    }
    Plan plan = new Plan.Values(new Schema(insert.columns()), values);
    List<String> names = insert.columns().stream().map(Field::name).toList();
    return Optional.of(
        new PlannedStatement.Insert(
            insert.table(), new PlannedStatement.Query(plan, names, List.of())));
  }

  private static List<Literal> row(
      List<Field> columns, List<Integer> numbers, List<Literal> given) {
    List<Literal> row = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int number = numbers.get(i);
      if (number >= given.size()) {
        throw new TadashiException(
            ErrorCode.INVALID_ARGUMENT,
            "the statement has the parameter %d, and a row has %d values"
                .formatted(number + 1, given.size()));
      }
      try {
        row.add(Conversions.convert(given.get(number), columns.get(i).type()));
      } catch (TadashiException e) {
        throw e.at("column", columns.get(i).name());
      }
    }
    return row;
  }

  /** For each column the number of its parameter; empty when one is something else. */
  private static List<Integer> numbers(Parsed.Insert insert) {
    if (!(insert.query().tree() instanceof SqlCall values)
        || values.getKind() != SqlKind.VALUES
        || values.operandCount() != 1
        || !(values.operand(0) instanceof SqlCall row)
        || row.operandCount() != insert.columns().size()) {
      return List.of();
    }
    List<Integer> numbers = new ArrayList<>();
    for (SqlNode item : row.getOperandList()) {
      if (item instanceof SqlCall cast
          && cast.getKind() == SqlKind.CAST
          && cast.operand(0) instanceof SqlDynamicParam parameter) {
        numbers.add(insert.query().parameters().get(parameter.getIndex()));
      } else {
        return List.of();
      }
    }
    return numbers;
  }
}
