package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.function.RegistryAggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
      throw notYet("grouping sets are");
    }
    return new AggregateBuilder(input, aggregate.getRowType().getFieldNames()).plan(aggregate);
  }

  private static TadashiException notYet(String what) {
    return new TadashiException(ErrorCode.SQL_NOT_YET, what + " not supported yet");
  }

  private Plan plan(Aggregate aggregate) {
    for (int key : aggregate.getGroupSet()) {
      keys.add(new Named(names.get(keys.size()), column(key)));
    }
    List<org.apache.calcite.rel.core.AggregateCall> calls = aggregate.getAggCallList();
    if (calls.stream().anyMatch(AggregateBuilder::needsDistinctRows)) {
      return distinct(calls);
    }
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

  /** Sums and averages of different values: the values become keys of an aggregation before. */
  private static boolean needsDistinctRows(org.apache.calcite.rel.core.AggregateCall call) {
    return call.isDistinct()
        && !Set.of(
                AggregateFunction.COUNT,
                AggregateFunction.MIN,
                AggregateFunction.MAX,
                AggregateFunction.ANY_VALUE,
                AggregateFunction.BOOL_AND,
                AggregateFunction.BOOL_OR)
            .contains(function(call));
  }

  private Plan distinct(List<org.apache.calcite.rel.core.AggregateCall> calls) {
    RowExpr argument = argument(calls.getFirst());
    boolean alike =
        calls.stream()
            .allMatch(call ->
                call.isDistinct()
                    && call.getArgList().size() == 1
                    && argument.equals(argument(call)));
    if (!alike) {
      throw notYet("different DISTINCT aggregates in one query are");
    }
    List<Named> all = new ArrayList<>(keys);
    all.add(new Named("$value", argument));
    Plan values = AggregateInput.joined(input, all, List.of());
    List<Named> outer = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Named key = keys.get(i);
      outer.add(new Named(key.name(), new RowExpr.Ref(i, key.expr().type())));
    }
    RowExpr value = new RowExpr.Ref(keys.size(), argument.type());
    List<AggregateCall> converted = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      converted.add(of(function(calls.get(i)), value, names.get(keys.size() + i)));
    }
    return new Plan.Aggregate(values, outer, converted);
  }

  private RowExpr argument(org.apache.calcite.rel.core.AggregateCall call) {
    RowExpr argument = column(call.getArgList().getFirst());
    return call.hasFilter() ? filtered(call, argument) : argument;
  }

  private RowExpr filtered(org.apache.calcite.rel.core.AggregateCall call, RowExpr argument) {
    return CallTyper.call(ScalarFunction.CASE, List.of(column(call.filterArg), argument));
  }

  private AggregateCall call(org.apache.calcite.rel.core.AggregateCall call, String name) {
    AggregateFunction function = function(call);
    if (call.getArgList().size() > 1 || !call.getCollation().getFieldCollations().isEmpty()) {
      throw notYet("'" + function.functionName() + "' of several arguments is");
    } else if (call.getArgList().isEmpty()) {
      @Nullable RowExpr rows =
          call.hasFilter() ? filtered(call, new RowExpr.Const(Literal.of(true))) : null;
      return new AggregateCall(AggregateFunction.COUNT, rows, name, SimpleType.INT64);
    }
    boolean distinct = call.isDistinct() && function == AggregateFunction.COUNT;
    return of(distinct ? AggregateFunction.COUNT_DISTINCT : function, argument(call), name);
  }

  private static AggregateCall of(AggregateFunction function, RowExpr argument, String name) {
    boolean isNull = argument.type() == SimpleType.NULL;
    boolean condition =
        function == AggregateFunction.BOOL_AND || function == AggregateFunction.BOOL_OR;
    RowExpr typed =
        isNull
            ? CallTyper.cast(argument, condition ? SimpleType.BOOL : SimpleType.INT64)
            : argument;
    if (!function.accepts(typed.type())) {
      throw new TadashiException(
          ErrorCode.TYPE_MISMATCH,
          "'" + function.functionName() + "' does not take a " + typed.type().text());
    }
    return new AggregateCall(function, typed, name, function.resultType(typed.type()));
  }

  private static AggregateFunction function(org.apache.calcite.rel.core.AggregateCall call) {
    if (call.getAggregation() instanceof RegistryAggregate aggregate) {
      return aggregate.function();
    }
    String name = call.getAggregation().getName().toLowerCase(Locale.ROOT);
    return AggregateFunction.byName(name).orElseThrow(() -> notYet("'" + name + "' is"));
  }
}
