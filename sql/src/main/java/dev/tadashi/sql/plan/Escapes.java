package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;

/** LIKE patterns with an escape character of their own, written with the usual one. */
final class Escapes {
  private Escapes() {}

  static RowExpr pattern(RowExpr pattern, RowExpr escape) {
    if (pattern instanceof RowExpr.Const(Literal p)
        && escape instanceof RowExpr.Const(Literal e)
        && p.value() instanceof String text
        && e.value() instanceof String character) {
      return new RowExpr.Const(Literal.of(rewritten(text, character)));
    }
    throw new TadashiException(
        ErrorCode.SQL_NOT_YET, "LIKE with an escape needs a constant pattern");
  }

  private static String rewritten(String pattern, String escape) {
    if (escape.length() > 1) {
      throw new TadashiException(ErrorCode.SQL_INVALID, "an escape is one character, or none");
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (!escape.isEmpty() && c == escape.charAt(0)) {
        i++;
        out.append('\\').append(i < pattern.length() ? pattern.substring(i, i + 1) : "");
      } else {
        out.append(c == '\\' ? "\\\\" : String.valueOf(c));
      }
    }
    return out.toString();
  }
}
