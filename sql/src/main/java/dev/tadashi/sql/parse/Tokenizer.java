package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.SqlErrors;
import java.util.ArrayList;
import java.util.List;

/** Cuts a statement into tokens; comments and blanks are left out. */
final class Tokenizer {
  private static final List<String> LONG_SYMBOLS =
      List.of("!~*", "<=", ">=", "<>", "!=", "::", "||", "==", "//", "~*", "!~", "->", ":=");

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Tokenizer(String sql) {
    this.sql = sql;
  }

  static List<Token> of(String sql) {
    Tokenizer tokenizer = new Tokenizer(sql);
    while (tokenizer.at < sql.length()) {
      tokenizer.next();
    }
    return tokenizer.tokens;
  }

  private void next() {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end;
    } else if (sql.startsWith("/*", at)) {
      at = closing("*/", at + 2, "comment") + 2;
    } else if (c == '\'') {
      add(Token.Kind.STRING, quoted('\''));
    } else if (c == '"') {
      add(Token.Kind.QUOTED, quoted('"'));
    } else if (Character.isDigit(c) || (c == '.' && digitAt(at + 1))) {
      add(Token.Kind.NUMBER, number());
    } else if (c == '$' && digitAt(at + 1)) {
      add(Token.Kind.PARAMETER, word(at + 1));
    } else if (c == '?') {
      add(Token.Kind.PARAMETER, at + 1);
    } else if (Character.isJavaIdentifierStart(c) && c != '$') {
      add(Token.Kind.WORD, word(at));
    } else {
      add(Token.Kind.SYMBOL, symbol());
    }
  }

  private boolean digitAt(int index) {
    return index < sql.length() && Character.isDigit(sql.charAt(index));
  }

  private void add(Token.Kind kind, int end) {
    tokens.add(new Token(kind, sql.substring(at, end), at, end));
    at = end;
  }

  private int closing(String what, int from, String of) {
    int end = sql.indexOf(what, from);
    if (end < 0) {
      throw error(sql, at, "a " + of + " is not closed");
    }
    return end;
  }

  private int quoted(char quote) {
    int end = at;
    do {
      end = closing(String.valueOf(quote), end + 1, quote == '"' ? "quoted name" : "text");
      if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
        end++;
      } else {
        return end + 1;
      }
    } while (true);
  }

  private int number() {
    int end = at;
    while (end < sql.length() && isPartOfNumber(end)) {
      end++;
    }
    return end;
  }

  private boolean isPartOfNumber(int index) {
    char c = sql.charAt(index);
    boolean sign = (c == '+' || c == '-') && index > at && "eE".indexOf(sql.charAt(index - 1)) >= 0;
    return Character.isLetterOrDigit(c) || c == '.' || c == '_' || sign;
  }

  private int word(int from) {
    int end = from;
    while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private int symbol() {
    for (String symbol : LONG_SYMBOLS) {
      if (sql.startsWith(symbol, at)) {
        return at + symbol.length();
      }
    }
    return at + 1;
  }

  /** A syntax error at an offset of the statement. */
  static TadashiException error(String sql, int offset, String message) {
    Place place = Place.of(sql, offset);
    return SqlErrors.at(ErrorCode.SQL_SYNTAX, message, place.line(), place.column());
  }
}
