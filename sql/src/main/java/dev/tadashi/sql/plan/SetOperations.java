package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.types.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Union;

/**
 * UNION, INTERSECT and EXCEPT. All are groupings of all inputs' rows: equal rows are one group, in
 * which a count for each input tells how often it has the row.
 */
final class SetOperations {
  private final SetOp node;
  private final List<Plan> inputs;

  private SetOperations(SetOp node, List<Plan> inputs) {
    this.node = node;
    this.inputs = inputs;
  }

  static Plan build(SetOp node, List<Plan> inputs) {
    SetOperations operation = new SetOperations(node, alike(node, inputs));
    if (node instanceof Union) {
      Plan all = new Plan.Union(flat(operation.inputs));
      return node.all ? all : new Plan.Aggregate(all, columns(all), List.of());
    }
    return operation.counted();
  }

  /** The inputs with the same types. */
  private static List<Plan> alike(SetOp node, List<Plan> inputs) {
    List<DataType> types = new ArrayList<>();
    for (int i = 0; i < node.getRowType().getFieldCount(); i++) {
      int column = i;
      List<DataType> given =
          inputs.stream().map(input -> input.schema().field(column).type()).distinct().toList();
      types.add(
          given.size() == 1
              ? given.getFirst()
              : Types.fromRel(node.getRowType().getFieldList().get(i).getType())
                  .orElse(given.getFirst()));
    }
    return inputs.stream().map(input -> cast(input, types)).toList();
  }

  private static Plan cast(Plan input, List<DataType> types) {
    if (input.schema().fields().stream().map(Field::type).toList().equals(types)) {
      return input;
    }
    List<Named> columns = new ArrayList<>();
    for (Named column : columns(input)) {
      columns.add(new Named(column.name(), Folding.cast(column.expr(), types.get(columns.size()))));
    }
    return PlanBuilder.then(input, new RowStep.Project(columns));
  }

  private static List<Named> columns(Plan input) {
    List<Named> columns = new ArrayList<>();
    for (Field field : input.schema().fields()) {
      columns.add(new Named(field.name(), new RowExpr.Ref(columns.size(), field.type())));
    }
    return columns;
  }

  private static List<Plan> flat(List<Plan> inputs) {
    List<Plan> flat = new ArrayList<>();
    for (Plan input : inputs) {
      if (input instanceof Plan.Union(List<Plan> inner)) {
        flat.addAll(inner);
      } else {
        flat.add(input);
      }
    }
    return flat;
  }

  private Plan counted() {
    List<Plan> tagged = new ArrayList<>();
    for (Plan input : inputs) {
      List<Named> columns = new ArrayList<>(columns(input));
      columns.add(new Named("$input", new RowExpr.Const(Literal.of((long) tagged.size()))));
      tagged.add(PlanBuilder.then(input, new RowStep.Project(columns)));
    }
    List<Named> columns = columns(inputs.getFirst());
    RowExpr tag = new RowExpr.Ref(columns.size(), SimpleType.INT64);
    List<AggregateCall> calls = new ArrayList<>();
    List<RowExpr> counts = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      RowExpr here = call(ScalarFunction.EQ, tag, new RowExpr.Const(Literal.of((long) i)));
      RowExpr counted = call(ScalarFunction.CASE, here, new RowExpr.Const(Literal.of(true)));
      String name = "$count" + i;
      calls.add(new AggregateCall(AggregateFunction.COUNT, counted, name, SimpleType.INT64));
      counts.add(new RowExpr.Ref(columns.size() + i, SimpleType.INT64));
    }
    Plan grouped = new Plan.Aggregate(new Plan.Union(tagged), columns, calls);
    Plan kept = node.all ? repeated(grouped, columns, counts) : present(grouped, counts);
    return PlanBuilder.then(kept, new RowStep.Project(columns));
  }

  /** The rows that are in the first input and in all others, or in none of them. */
  private Plan present(Plan grouped, List<RowExpr> counts) {
    RowExpr none = new RowExpr.Const(Literal.of(0L));
    List<RowExpr> conditions = new ArrayList<>();
    for (RowExpr count : counts) {
      boolean wanted = conditions.isEmpty() || node instanceof Intersect;
      conditions.add(call(wanted ? ScalarFunction.GT : ScalarFunction.EQ, count, none));
    }
    return PlanBuilder.then(
        grouped, new RowStep.Filter(CallTyper.call(ScalarFunction.AND, conditions)));
  }

  /** Each row as often as the input has it that has it least, or as is left of the first. */
  private Plan repeated(Plan grouped, List<Named> columns, List<RowExpr> counts) {
    RowExpr times =
        node instanceof Intersect
            ? CallTyper.call(ScalarFunction.LEAST, counts)
            : counts.stream().reduce((a, b) -> call(ScalarFunction.SUBTRACT, a, b)).orElseThrow();
    List<Named> counted = new ArrayList<>(columns);
    counted.add(new Named("$times", times));
    return PlanBuilder.then(
        PlanBuilder.then(grouped, new RowStep.Project(counted)),
        new RowStep.Repeat(columns.size()));
  }

  private static RowExpr call(ScalarFunction function, RowExpr... args) {
    return CallTyper.call(function, List.of(args));
  }
}
