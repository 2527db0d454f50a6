package dev.tadashi.model.function;

import java.util.ArrayList;
import java.util.List;

/**
 * What a function takes and gives, read from one line such as {@code "text, int, int? -> text"}: a
 * question mark makes an argument optional, three dots at the end repeat the last one.
 *
 * @param params kinds of the arguments, in order
 * @param required how many of them must be there
 * @param repeats whether the last one may come again
 * @param result kind of the result
 */
public record Signature(List<Kind> params, int required, boolean repeats, Kind result) {
  private static final int MAX_REPEATED = 1_000;

  /** What an argument may be, or what a result is. */
  public enum Kind {
    /** Texts only: nothing is turned into a text silently. */
    TEXT,
    /** Any integer, as int64. */
    INT,
    /** Any number, as float64. */
    DOUBLE,
    /** Any number, as it is. */
    NUMBER,
    BOOL,
    DATE,
    /** A date or a timestamp; a date counts as its midnight. */
    TIMESTAMP,
    /** A date, a time or a timestamp. */
    TEMPORAL,
    ANY,
    /** The type of the first argument. */
    SAME,
    /** Found by a rule of the function's own. */
    OWN
  }

  public Signature {
    params = List.copyOf(params);
  }

  /** Reads the text form. */
  static Signature parse(String text) {
    int arrow = text.indexOf("->");
    List<Kind> params = new ArrayList<>();
    int required = 0;
    boolean repeats = false;
    String left = text.substring(0, arrow).trim();
    for (String part : left.isEmpty() ? new String[0] : left.split(",")) {
      String word = part.trim();
      repeats = word.endsWith("...");
      boolean optional = word.endsWith("?");
      params.add(kind(word.replace("...", "").replace("?", "")));
      required += optional ? 0 : 1;
    }
    return new Signature(params, required, repeats, kind(text.substring(arrow + 2).trim()));
  }

  private static Kind kind(String word) {
    return Kind.valueOf(word.toUpperCase(java.util.Locale.ROOT));
  }

  /** The most arguments that are taken. */
  public int most() {
    return repeats ? MAX_REPEATED : params.size();
  }

  /** The kind of the argument at that position. */
  public Kind param(int index) {
    return params.get(Math.min(index, params.size() - 1));
  }
}
