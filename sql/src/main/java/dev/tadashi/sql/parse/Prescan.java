package dev.tadashi.sql.parse;

import dev.tadashi.model.error.TadashiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What Calcite's grammar does not know, written as what it knows. Every rewrite keeps the length,
 * so that the places in its errors are those of the user's text.
 */
final class Prescan {
  /** A column of this name in GROUP BY or ORDER BY stands for ALL. */
  static final String ALL = "*";

  private static final Set<String> AFTER_ALL =
      Set.of("HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "QUALIFY", "WINDOW", "UNION");
  private static final Set<String> ORDER_WORDS = Set.of("ASC", "DESC", "NULLS");

  /**
   * @param text for the parser
   * @param parameters for each {@code ?} of the text, the number of its parameter, from 0
   */
  record Result(String text, List<Integer> parameters) {}

  private final String sql;
  private final List<Token> tokens;
  private final StringBuilder out;
  private final List<Integer> parameters = new ArrayList<>();
  private boolean numbered;
  private boolean unnumbered;

  private Prescan(String sql, List<Token> tokens) {
    this.sql = sql;
    this.tokens = tokens;
    this.out = new StringBuilder(sql);
  }

  static Result run(String sql, List<Token> tokens) {
    Prescan scan = new Prescan(sql, tokens);
    for (int i = 0; i < tokens.size(); i++) {
      scan.rewrite(i);
    }
    return new Result(scan.out.toString(), scan.parameters);
  }

  private void rewrite(int i) {
    Token token = tokens.get(i);
    switch (token.kind()) {
      case PARAMETER -> parameter(token);
      case SYMBOL -> symbol(i);
      case STRING -> {
        if (i > 0 && tokens.get(i - 1).is("INTERVAL")) {
          interval(token);
        }
      }
      case WORD -> word(i);
      case QUOTED, NUMBER -> {}
    }
  }

  private void parameter(Token token) {
    boolean number = token.text().length() > 1;
    numbered |= number;
    unnumbered |= !number;
    if (numbered && unnumbered) {
      throw error(token, "parameters are written ? or $1, not both in one statement");
    }
    parameters.add(number ? parameterNumber(token) - 1 : parameters.size());
    put(token, "?");
  }

  private int parameterNumber(Token token) {
    String digits = token.text().substring(1);
    if (digits.length() > 4 || !digits.matches("[1-9][0-9]*")) {
      throw error(token, "parameters are numbered from $1 to $9999");
    }
    return Integer.parseInt(digits);
  }

  private void symbol(int i) {
    Token token = tokens.get(i);
    switch (token.text()) {
      case "==" -> put(token, "=");
      case "//" -> throw error(token, "there is no operator //; of integers / is truncated");
      case "^" -> throw error(token, "there is no operator ^; it is written power(x, y)");
      case ";" -> end(i);
      default -> {}
    }
  }

  private void end(int i) {
    Token token = tokens.get(i);
    for (Token later : tokens.subList(i, tokens.size())) {
      if (!later.isSymbol(";")) {
        throw error(later, "one statement at a time");
      }
    }
    put(token, " ");
  }

  private void interval(Token token) {
    IntervalText read = IntervalText.read(token.string());
    if (read != null && read.isMixed()) {
      throw error(token, "an interval of months and of days is written as two intervals");
    } else if (read != null) {
      String rewritten = read.inOneUnit();
      put(token, rewritten.length() <= token.text().length() ? rewritten : token.text());
    }
  }

  private void word(int i) {
    Token token = tokens.get(i);
    if (token.is("ALL") && i >= 2 && tokens.get(i - 1).is("BY") && endsClause(i + 1)) {
      put(token, "\"" + ALL + "\"");
    } else if (token.is("NULL") && i >= 1 && tokens.get(i - 1).is("LIMIT")) {
      put(token, "ALL");
    }
  }

  private boolean endsClause(int i) {
    if (i >= tokens.size()) {
      return true;
    }
    Token next = tokens.get(i);
    String word = next.text().toUpperCase(java.util.Locale.ROOT);
    return next.isSymbol(")")
        || next.isSymbol(";")
        || (next.kind() == Token.Kind.WORD
            && (AFTER_ALL.contains(word) || ORDER_WORDS.contains(word)));
  }

  private void put(Token token, String text) {
    String padded = text + " ".repeat(token.text().length() - text.length());
    out.replace(token.start(), token.end(), padded);
  }

  private TadashiException error(Token token, String message) {
    return Tokenizer.error(sql, token.start(), message);
  }
}
