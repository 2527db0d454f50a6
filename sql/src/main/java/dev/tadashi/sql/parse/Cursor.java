package dev.tadashi.sql.parse;

import dev.tadashi.model.error.TadashiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the tokens of a statement one after the other. */
final class Cursor {
  private final String sql;
  private final List<Token> tokens;
  private int at;

  Cursor(String sql, List<Token> tokens) {
    this.sql = sql;
    this.tokens = tokens;
  }

  String sql() {
    return sql;
  }

  Optional<Token> peek() {
    boolean end = at >= tokens.size() || tokens.get(at).isSymbol(";");
    return end ? Optional.empty() : Optional.of(tokens.get(at));
  }

  /** Goes on when the next token is that word. */
  boolean take(String word) {
    boolean taken = peek().filter(token -> token.is(word)).isPresent();
    at += taken ? 1 : 0;
    return taken;
  }

  boolean takeSymbol(String symbol) {
    boolean taken = peek().filter(token -> token.isSymbol(symbol)).isPresent();
    at += taken ? 1 : 0;
    return taken;
  }

  void require(String word) {
    if (!take(word)) {
      throw unexpected("'" + word + "'");
    }
  }

  void requireSymbol(String symbol) {
    if (!takeSymbol(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  Token any(String what) {
    Token token = peek().orElseThrow(() -> unexpected(what));
    at++;
    return token;
  }

  String name(String what) {
    Token token = peek().filter(Cursor::isName).orElseThrow(() -> unexpected(what));
    at++;
    return token.name();
  }

  private static boolean isName(Token token) {
    return token.kind() == Token.Kind.WORD || token.kind() == Token.Kind.QUOTED;
  }

  /** Names with dots between them. */
  List<String> names(String what) {
    List<String> names = new ArrayList<>();
    do {
      names.add(name(what));
    } while (takeSymbol("."));
    return names;
  }

  String string(String what) {
    Token token =
        peek().filter(next -> next.kind() == Token.Kind.STRING).orElseThrow(() -> unexpected(what));
    at++;
    return token.string();
  }

  /** Nothing may follow but a semicolon. */
  void end() {
    if (peek().isPresent()) {
      throw unexpected("the end of the statement");
    }
    for (Token token : tokens.subList(at, tokens.size())) {
      if (!token.isSymbol(";")) {
        throw Tokenizer.error(sql, token.start(), "one statement at a time");
      }
    }
  }

  /** Where the next token begins. */
  int offset() {
    return at < tokens.size() ? tokens.get(at).start() : sql.length();
  }

  Place place() {
    return Place.of(sql, offset());
  }

  List<Token> rest() {
    return tokens.subList(at, tokens.size());
  }

  TadashiException unexpected(String expected) {
    String found = peek().map(token -> "'" + token.text() + "'").orElse("the end of the statement");
    return Tokenizer.error(sql, offset(), expected + " was expected, not " + found);
  }
}
