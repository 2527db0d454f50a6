package dev.tadashi.model.expr;

import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** Types the functions that choose between values: all values come to one type. */
final class ConditionalTyper {
  private ConditionalTyper() {}

  /** Condition, value, condition, value, ..., and at the end what else; null when it is absent. */
  static RowExpr caseWhen(List<RowExpr> args) {
    List<RowExpr> values = new ArrayList<>();
    for (int i = 1; i < args.size(); i += 2) {
      values.add(args.get(i));
    }
    boolean hasElse = args.size() % 2 == 1;
    values.add(hasElse ? args.getLast() : new RowExpr.Const(Literal.ofNull(SimpleType.NULL)));
    List<RowExpr> typed = common(ScalarFunction.CASE, values);
    List<RowExpr> all = new ArrayList<>();
    for (int i = 0; i < typed.size() - 1; i++) {
      all.add(condition(args.get(2 * i)));
      all.add(typed.get(i));
    }
    all.add(typed.getLast());
    return new RowExpr.Call(ScalarFunction.CASE, all, typed.getLast().type());
  }

  private static RowExpr condition(RowExpr arg) {
    if (arg.type() != SimpleType.BOOL && arg.type() != SimpleType.NULL) {
      throw CallTyper.mismatch(ScalarFunction.CASE, List.of(arg));
    }
    return CallTyper.cast(arg, SimpleType.BOOL);
  }

  static RowExpr oneType(ScalarFunction function, List<RowExpr> args) {
    List<RowExpr> typed = common(function, args);
    return new RowExpr.Call(function, typed, typed.getFirst().type());
  }

  static RowExpr nullIf(List<RowExpr> args) {
    RowExpr same = CallTyper.call(ScalarFunction.EQ, args);
    RowExpr nothing = new RowExpr.Const(Literal.ofNull(args.getFirst().type()));
    return caseWhen(List.of(same, nothing, args.getFirst()));
  }

  static RowExpr isDistinct(List<RowExpr> args) {
    RowExpr.Call same = (RowExpr.Call) CallTyper.call(ScalarFunction.EQ, args);
    return new RowExpr.Call(ScalarFunction.IS_DISTINCT, same.args(), SimpleType.BOOL);
  }

  private static List<RowExpr> common(ScalarFunction function, List<RowExpr> args) {
    DataType first = SimpleType.NULL;
    for (RowExpr arg : args) {
      boolean leads = !(arg instanceof RowExpr.Const) && first == SimpleType.NULL;
      first = leads ? arg.type() : first;
    }
    DataType common = SimpleType.NULL;
    List<RowExpr> adapted = new ArrayList<>();
    for (RowExpr arg : args) {
      RowExpr one = first.isTemporal() ? Constants.adapt(arg, first) : arg;
      common =
          TypeRules.common(common, one.type())
              .orElseThrow(() -> CallTyper.mismatch(function, args));
      adapted.add(one);
    }
    DataType type = common;
    return adapted.stream().map(arg -> CallTyper.cast(arg, type)).toList();
  }
}
