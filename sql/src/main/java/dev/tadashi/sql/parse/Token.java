package dev.tadashi.sql.parse;

/**
 * A word, a quoted name, a text, a number or a symbol of a statement.
 *
 * @param start where it begins in the statement
 * @param end behind its last character
 */
record Token(Kind kind, String text, int start, int end) {
  enum Kind {
    WORD,
    QUOTED,
    STRING,
    NUMBER,
    PARAMETER,
    SYMBOL
  }

  boolean is(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** The name it stands for: unquoted ones in lower case. */
  String name() {
    return kind == Kind.QUOTED
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : text.toLowerCase(java.util.Locale.ROOT);
  }

  /** The value of a text. */
  String string() {
    return text.substring(1, text.length() - 1).replace("''", "'");
  }
}
