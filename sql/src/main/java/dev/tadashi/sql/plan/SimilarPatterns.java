package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;

/** Patterns of SIMILAR TO as regular expressions, which match the whole text. */
final class SimilarPatterns {
  private static final String OURS = "|*+?{}()[]";
  private static final String QUOTED = ".^$\\|*+?{}()[]";

  private SimilarPatterns() {}

  static RowExpr regex(RowExpr pattern, RowExpr escape) {
    if (pattern instanceof RowExpr.Const(Literal p)
        && escape instanceof RowExpr.Const(Literal e)
        && p.value() instanceof String text
        && e.value() instanceof String character) {
      return new RowExpr.Const(Literal.of("^(?s:" + rewritten(text, character) + ")$"));
    }
    throw new TadashiException(
        ErrorCode.SQL_NOT_YET,
        "a pattern of SIMILAR TO that is not a constant is not supported yet");
  }

  private static String rewritten(String pattern, String escape) {
    if (escape.length() > 1) {
      throw new TadashiException(ErrorCode.SQL_INVALID, "an escape is one character, or none");
    }
    StringBuilder out = new StringBuilder();
    boolean within = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (!escape.isEmpty() && c == escape.charAt(0) && i + 1 < pattern.length()) {
        out.append(quoted(pattern.charAt(++i)));
      } else if (within) {
        within = c != ']';
        out.append(c == '\\' || c == '[' ? "\\" + c : String.valueOf(c));
      } else {
        within = c == '[';
        out.append(symbol(c));
      }
    }
    return out.toString();
  }

  private static String symbol(char c) {
    return switch (c) {
      case '%' -> ".*";
      case '_' -> ".";
      default -> OURS.indexOf(c) >= 0 ? String.valueOf(c) : quoted(c);
    };
  }

  private static String quoted(char c) {
    return QUOTED.indexOf(c) >= 0 ? "\\" + c : String.valueOf(c);
  }
}
