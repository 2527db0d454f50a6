package dev.tadashi.model.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes aggregate calls of arguments and clauses, and checks them. Specs and SQL both end here. */
public final class AggregateCalls {
  /** The longest list of the greatest or least values. */
  public static final int MAX_LENGTH = 999_999;

  private AggregateCalls() {}

  /** The function of that name which takes so many arguments. */
  public static AggregateFunction function(String name, int arguments) {
    List<AggregateFunction> named = AggregateFunction.named(name);
    if (named.isEmpty()) {
      throw unknown(name);
    }
    return named.stream()
        .filter(function -> function.arguments() == arguments)
        .findFirst()
        .orElseThrow(() -> arity(name, named, arguments));
  }

  private static TadashiException unknown(String name) {
    List<String> names = new ArrayList<>();
    for (AggregateFunction function : AggregateFunction.values()) {
      names.add(function.functionName());
    }
    return new TadashiException(
            ErrorCode.UNKNOWN_FUNCTION, "there is no aggregate function '" + name + "'")
        .at("fn", name)
        .hint("aggregates: " + String.join(", ", names));
  }

  private static TadashiException arity(String name, List<AggregateFunction> named, int count) {
    List<String> taken = named.stream().map(f -> Integer.toString(f.arguments())).toList();
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT,
            "'" + name + "' takes " + String.join(" or ", taken) + " argument(s), not " + count)
        .at("fn", name)
        .hint("several arguments are a list in 'args'");
  }

  /** All rows, or those that satisfy a condition. */
  public static AggregateCall countRows(@Nullable RowExpr filter, String name) {
    RowExpr one = new RowExpr.Const(Literal.of(true));
    @Nullable RowExpr rows = filter == null ? null : filtered(filter, one);
    return new AggregateCall(AggregateFunction.COUNT, rows, name, SimpleType.INT64);
  }

  /**
   * A call of a function on arguments that it is checked to take.
   *
   * @param distinct whether each different value counts once
   * @param filter which rows count: a condition of the arguments, since nulls are left out
   */
  public static AggregateCall call(
      AggregateFunction function,
      List<RowExpr> arguments,
      boolean distinct,
      @Nullable RowExpr filter,
      String name) {
    List<RowExpr> given = new ArrayList<>();
    for (int place = 0; place < arguments.size(); place++) {
      RowExpr argument = arguments.get(place);
      check(function, place, argument.type());
      boolean isConstant = place >= function.rowArguments();
      if (isConstant) {
        checkConstant(function, argument);
      }
      given.add(isConstant || filter == null ? argument : filtered(filter, argument));
    }
    AggregateFunction used =
        distinct && function == AggregateFunction.COUNT
            ? AggregateFunction.COUNT_DISTINCT
            : function;
    return new AggregateCall(
        used,
        given.getFirst(),
        given.subList(1, given.size()),
        distinct && needsDistinct(function),
        name,
        used.resultType(given.getFirst().type()));
  }

  private static RowExpr filtered(RowExpr filter, RowExpr argument) {
    return CallTyper.call(ScalarFunction.CASE, List.of(filter, argument));
  }

  private static void check(AggregateFunction function, int place, DataType type) {
    if (!function.accepts(place, type)) {
      throw new TadashiException(
              ErrorCode.TYPE_MISMATCH,
              "'" + function.names().getLast() + "' does not take a " + type.text() + place(place))
          .at("fn", function.functionName());
    }
  }

  private static String place(int place) {
    return place == 0 ? "" : " as argument " + (place + 1);
  }

  private static void checkConstant(AggregateFunction function, RowExpr argument) {
    String wanted =
        function.takesFraction()
            ? "a constant from 0 to 1 (or below 0, counted from the greatest)"
            : "a constant from 1 to " + MAX_LENGTH;
    boolean fits =
        argument instanceof RowExpr.Const(Literal literal)
            && !literal.isNull()
            && (function.takesFraction()
                ? Math.abs(literal.doubleValue()) <= 1
                : literal.longValue() >= 1 && literal.longValue() <= MAX_LENGTH);
    if (!fits) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "the last argument of '" + function.names().getLast() + "' is " + wanted)
          .at("fn", function.functionName());
    }
  }

  /** Whether repeated values change the result; that of several arguments is not carried. */
  private static boolean needsDistinct(AggregateFunction function) {
    boolean changes =
        switch (function) {
          case COUNT, COUNT_DISTINCT, MIN, MAX, ANY_VALUE -> false;
          case BOOL_AND, BOOL_OR, BIT_AND, BIT_OR, ARG_MIN, ARG_MAX -> false;
          default -> true;
        };
    if (changes && function.rowArguments() > 1) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "'" + function.functionName() + "' of several columns takes no DISTINCT")
          .at("fn", function.functionName());
    }
    return changes;
  }
}
