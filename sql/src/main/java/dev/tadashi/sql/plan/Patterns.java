package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlPosixRegexOperator;

/**
 * Operators that match a text against a pattern; NOT LIKE and NOT SIMILAR TO come as negations of
 * them.
 */
final class Patterns {
  private Patterns() {}

  static RowExpr like(SqlOperator operator, List<RowExpr> operands) {
    List<RowExpr> args = new ArrayList<>(operands);
    if (args.size() == 3) {
      args.set(1, Escapes.pattern(args.get(1), args.removeLast()));
    }
    boolean ignoresCase = operator.getName().toUpperCase(Locale.ROOT).contains("ILIKE");
    return ExprConverter.call(ignoresCase ? ScalarFunction.ILIKE : ScalarFunction.LIKE, args);
  }

  static RowExpr similar(List<RowExpr> operands) {
    RowExpr escape = operands.size() == 3 ? operands.get(2) : new RowExpr.Const(Literal.of("\\"));
    RowExpr pattern = SimilarPatterns.regex(operands.get(1), escape);
    return ExprConverter.call(ScalarFunction.REGEXP_MATCHES, List.of(operands.getFirst(), pattern));
  }

  /** The operators {@code ~}, {@code ~*}, {@code !~} and {@code !~*}. */
  static RowExpr regex(SqlPosixRegexOperator operator, List<RowExpr> operands) {
    List<RowExpr> args = new ArrayList<>(operands.subList(0, 2));
    String name = operator.getName().toUpperCase(Locale.ROOT);
    if (name.contains("INSENSITIVE") || name.endsWith("*")) {
      args.add(new RowExpr.Const(Literal.of("i")));
    }
    RowExpr matches = ExprConverter.call(ScalarFunction.REGEXP_MATCHES, args);
    boolean negated = name.startsWith("NEGATED") || name.startsWith("!") || name.startsWith("NOT");
    return negated ? ExprConverter.call(ScalarFunction.NOT, List.of(matches)) : matches;
  }
}
