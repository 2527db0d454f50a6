package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.AggregateCalls;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.function.RegistryAggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.core.Aggregate;
import org.jspecify.annotations.Nullable;

/** Aggregations: FILTER becomes a condition of the argument, since nulls are left out. */
final class AggregateBuilder {
  private final Plan input;
  private final List<String> names;
  private final List<Named> keys = new ArrayList<>();

  private AggregateBuilder(Plan input, List<String> names) {
    this.input = input;
    this.names = names;
  }

  static Plan build(Aggregate aggregate, Plan input) {
    if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
      throw new TadashiException(ErrorCode.SQL_NOT_YET, "grouping sets are not supported yet");
    }
    return new AggregateBuilder(input, aggregate.getRowType().getFieldNames()).plan(aggregate);
  }

  private Plan plan(Aggregate aggregate) {
    for (int key : aggregate.getGroupSet()) {
      keys.add(new Named(names.get(keys.size()), column(key)));
    }
    List<org.apache.calcite.rel.core.AggregateCall> calls = aggregate.getAggCallList();
    List<AggregateCall> converted = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      converted.add(call(calls.get(i), names.get(keys.size() + i)));
    }
    return AggregateInput.joined(input, keys, converted);
  }

  private RowExpr column(int index) {
    Field field = input.schema().field(index);
    return new RowExpr.Ref(index, field.type());
  }

  private AggregateCall call(org.apache.calcite.rel.core.AggregateCall call, String name) {
    try {
      return converted(call, name);
    } catch (TadashiException e) {
      throw SqlErrors.placed(e, call.getParserPosition());
    }
  }

  private AggregateCall converted(org.apache.calcite.rel.core.AggregateCall call, String name) {
    @Nullable RowExpr filter = call.hasFilter() ? column(call.filterArg) : null;
    List<RowExpr> arguments =
        new ArrayList<>(call.getArgList().stream().map(this::column).toList());
    if (arguments.isEmpty()) {
      return AggregateCalls.countRows(filter, name);
    }
    AggregateFunction function = function(call, arguments.size());
    for (int place = 0; place < arguments.size(); place++) {
      RowExpr argument = arguments.get(place);
      arguments.set(
          place, place < function.rowArguments() ? typed(function, argument) : constant(argument));
    }
    return AggregateCalls.call(function, arguments, call.isDistinct(), filter, name);
  }

  private static AggregateFunction function(
      org.apache.calcite.rel.core.AggregateCall call, int arguments) {
    return call.getAggregation() instanceof RegistryAggregate aggregate
        ? aggregate.function(arguments)
        : AggregateCalls.function(
            call.getAggregation().getName().toLowerCase(Locale.ROOT), arguments);
  }

  /** A column of nothing but null constants takes a type that the function takes. */
  private static RowExpr typed(AggregateFunction function, RowExpr argument) {
    if (argument.type() != SimpleType.NULL) {
      return argument;
    }
    boolean condition =
        function == AggregateFunction.BOOL_AND || function == AggregateFunction.BOOL_OR;
    return CallTyper.cast(argument, condition ? SimpleType.BOOL : SimpleType.INT64);
  }

  /** What a column that is a constant stands for. */
  private RowExpr constant(RowExpr argument) {
    if (argument instanceof RowExpr.Ref(int index, DataType type)
        && input instanceof Plan.Steps(Plan source, List<RowStep> steps)
        && steps.getLast() instanceof RowStep.Project(List<Named> columns)) {
      return columns.get(index).expr();
    }
    return argument;
  }
}
