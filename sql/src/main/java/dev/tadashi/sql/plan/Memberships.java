package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import java.util.ArrayList;
import java.util.List;

/** AND and OR, with runs of comparisons of one expression with constants as one membership. */
final class Memberships {
  private static final int LEAST = 3;

  private Memberships() {}

  /** {@code x = 1 or x = 2 or x = 3} is {@code x in (1, 2, 3)}. */
  static RowExpr or(List<RowExpr> args) {
    return joined(ScalarFunction.OR, ScalarFunction.EQ, args);
  }

  /** {@code x <> 1 and x <> 2 and x <> 3} is {@code not x in (1, 2, 3)}. */
  static RowExpr and(List<RowExpr> args) {
    return joined(ScalarFunction.AND, ScalarFunction.NE, args);
  }

  private static RowExpr joined(
      ScalarFunction function, ScalarFunction comparison, List<RowExpr> args) {
    List<RowExpr> flat = new ArrayList<>();
    args.forEach(arg -> flatten(function, arg, flat));
    List<RowExpr> out = new ArrayList<>();
    for (int i = 0; i < flat.size(); ) {
      int end = run(comparison, flat, i);
      out.add(end - i >= LEAST ? membership(comparison, flat.subList(i, end)) : flat.get(i));
      i = end - i >= LEAST ? end : i + 1;
    }
    return out.size() == 1 ? out.getFirst() : chunked(function, out);
  }

  private static void flatten(ScalarFunction function, RowExpr expr, List<RowExpr> out) {
    if (expr instanceof RowExpr.Call(ScalarFunction f, List<RowExpr> args, DataType type)
        && f == function) {
      args.forEach(arg -> flatten(function, arg, out));
    } else {
      out.add(expr);
    }
  }

  /** Where the run of comparisons of the same expression that begins at {@code from} ends. */
  private static int run(ScalarFunction comparison, List<RowExpr> args, int from) {
    int end = from;
    while (end < args.size()
        && isComparison(comparison, args.get(end))
        && value(args.get(end)).equals(value(args.get(from)))
        && end - from < ScalarFunction.IN.maxArgs() - 1) {
      end++;
    }
    return end;
  }

  private static boolean isComparison(ScalarFunction comparison, RowExpr expr) {
    return expr instanceof RowExpr.Call(ScalarFunction f, List<RowExpr> args, DataType type)
        && f == comparison
        && args.get(1) instanceof RowExpr.Const;
  }

  private static RowExpr value(RowExpr comparison) {
    return ((RowExpr.Call) comparison).args().getFirst();
  }

  private static RowExpr membership(ScalarFunction comparison, List<RowExpr> run) {
    List<RowExpr> args = new ArrayList<>();
    args.add(value(run.getFirst()));
    run.forEach(one -> args.add(((RowExpr.Call) one).args().get(1)));
    RowExpr in = ExprConverter.call(ScalarFunction.IN, args);
    return comparison == ScalarFunction.EQ
        ? in
        : ExprConverter.call(ScalarFunction.NOT, List.of(in));
  }

  /** More arguments than a call takes are nested. */
  private static RowExpr chunked(ScalarFunction function, List<RowExpr> args) {
    if (args.size() <= function.maxArgs()) {
      return ExprConverter.call(function, args);
    }
    List<RowExpr> chunks = new ArrayList<>();
    for (int at = 0; at < args.size(); at += function.maxArgs()) {
      List<RowExpr> chunk = args.subList(at, Math.min(args.size(), at + function.maxArgs()));
      chunks.add(chunk.size() == 1 ? chunk.getFirst() : ExprConverter.call(function, chunk));
    }
    return chunked(function, chunks);
  }
}
