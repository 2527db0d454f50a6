package dev.tadashi.model.plan;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A condition on some row of an answer, as conditions on constants: one for each row, joined by OR.
 * Equalities become memberships; those of several columns are put together by their first column,
 * which leaves what is null, true or false as it is.
 */
final class SomeRow {
  private final int subquery;
  private final UnaryOperator<RowExpr> others;

  private SomeRow(int subquery, UnaryOperator<RowExpr> others) {
    this.subquery = subquery;
    this.others = others;
  }

  /**
   * The condition without the subquery.
   *
   * @param others replaces other subqueries
   */
  static RowExpr of(RowExpr.Some some, List<List<Literal>> rows, UnaryOperator<RowExpr> others) {
    return new SomeRow(some.subquery(), others).any(some.condition(), rows);
  }

  private RowExpr any(RowExpr condition, List<List<Literal>> rows) {
    List<Equality> equalities = new ArrayList<>();
    if (equalities(condition, equalities)) {
      return member(equalities, rows);
    }
    return or(rows.stream().map(row -> bound(condition, row)).toList());
  }

  /** An expression that must equal what is made of a row. */
  private record Equality(RowExpr value, RowExpr option) {}

  /** Whether the condition is that all of some expressions equal columns of the row. */
  private boolean equalities(RowExpr condition, List<Equality> out) {
    if (!(condition instanceof RowExpr.Call(ScalarFunction function, var args, DataType type))) {
      return false;
    } else if (function == ScalarFunction.AND) {
      return args.stream().allMatch(arg -> equalities(arg, out));
    } else if (function != ScalarFunction.EQ || refers(args.get(0)) || !refers(args.get(1))) {
      return false;
    }
    return out.add(new Equality(others.apply(args.get(0)), args.get(1)));
  }

  private boolean refers(RowExpr expr) {
    return switch (expr) {
      case RowExpr.Answer answer -> answer.subquery() == subquery;
      case RowExpr.Call call -> call.args().stream().anyMatch(this::refers);
      case RowExpr.Ref _, RowExpr.Const _, RowExpr.Some _ -> false;
    };
  }

  private RowExpr member(List<Equality> equalities, List<List<Literal>> rows) {
    if (equalities.size() == 1) {
      return in(equalities.getFirst(), rows);
    }
    Equality first =
        equalities.stream()
            .min(Comparator.comparingInt(one -> grouped(one, rows).size()))
            .orElseThrow();
    List<Equality> rest = equalities.stream().filter(one -> one != first).toList();
    List<RowExpr> groups = new ArrayList<>();
    grouped(first, rows)
        .forEach((option, group) -> {
          RowExpr same = CallTyper.call(ScalarFunction.EQ, List.of(first.value(), option));
          groups.add(CallTyper.call(ScalarFunction.AND, List.of(same, member(rest, group))));
        });
    return or(groups);
  }

  private Map<RowExpr, List<List<Literal>>> grouped(Equality equality, List<List<Literal>> rows) {
    Map<RowExpr, List<List<Literal>>> groups = new LinkedHashMap<>();
    for (List<Literal> row : rows) {
      groups.computeIfAbsent(bound(equality.option(), row), _ -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  private RowExpr in(Equality equality, List<List<Literal>> rows) {
    List<RowExpr> lists = new ArrayList<>();
    for (List<List<Literal>> chunk : chunks(rows, ScalarFunction.IN.maxArgs() - 1)) {
      List<RowExpr> args = new ArrayList<>(List.of(equality.value()));
      chunk.forEach(row -> args.add(bound(equality.option(), row)));
      lists.add(CallTyper.call(ScalarFunction.IN, args));
    }
    return or(lists);
  }

  /** The expression for one row; what is converted is converted here, so that others see it. */
  private RowExpr bound(RowExpr expr, List<Literal> row) {
    return switch (expr) {
      case RowExpr.Answer(int of, int column, DataType type) when of == subquery ->
          new RowExpr.Const(Conversions.convert(row.get(column), type));
      case RowExpr.Call(ScalarFunction function, List<RowExpr> args, DataType type) ->
          folded(function, args.stream().map(arg -> bound(arg, row)).toList(), type);
      case RowExpr.Ref _, RowExpr.Const _, RowExpr.Answer _, RowExpr.Some _ -> others.apply(expr);
    };
  }

  private static RowExpr folded(ScalarFunction function, List<RowExpr> args, DataType type) {
    if (function == ScalarFunction.CAST
        && args.getFirst() instanceof RowExpr.Const(Literal value)) {
      try {
        return new RowExpr.Const(Conversions.convert(value, type));
      } catch (TadashiException e) {
        return new RowExpr.Call(function, args, type); // fails when it is run, with its row
      }
    }
    return new RowExpr.Call(function, args, type);
  }

  /** Nothing is in an empty answer, not even null. */
  private static RowExpr or(List<RowExpr> conditions) {
    if (conditions.isEmpty()) {
      return new RowExpr.Const(Literal.of(false));
    } else if (conditions.size() == 1) {
      return conditions.getFirst();
    }
    Function<List<RowExpr>, RowExpr> joined =
        some -> some.size() == 1 ? some.getFirst() : CallTyper.call(ScalarFunction.OR, some);
    return or(chunks(conditions, ScalarFunction.OR.maxArgs()).stream().map(joined).toList());
  }

  private static <T> List<List<T>> chunks(List<T> all, int most) {
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      chunks.add(all.subList(from, Math.min(all.size(), from + most)));
    }
    return chunks;
  }
}
