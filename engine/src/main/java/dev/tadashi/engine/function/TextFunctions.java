package dev.tadashi.engine.function;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.function.ScalarFunction;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Functions of texts; a position or a length counts characters (code points). */
final class TextFunctions {
  /** More bytes than this no function makes of one row. */
  static final int MOST = 16 << 20;

  private TextFunctions() {}

  static Optional<RowFunction> row(ScalarFunction function) {
    return Optional.ofNullable(
        switch (function) {
          case UPPER -> (a, i) -> a.text(0, i).toUpperCase(Locale.ROOT);
          case LOWER -> (a, i) -> a.text(0, i).toLowerCase(Locale.ROOT);
          case INITCAP -> (a, i) -> initcap(a.text(0, i));
          case LENGTH -> (a, i) -> (long) length(a.text(0, i));
          case OCTET_LENGTH -> (a, i) -> (long) a.bytes(0, i).length;
          case ASCII -> (a, i) -> a.text(0, i).isEmpty() ? 0L : (long) a.text(0, i).codePointAt(0);
          case CHR -> (a, i) -> character(a.integer(0, i));
          case SUBSTRING -> TextFunctions::substring;
          case LEFT -> (a, i) -> left(a.text(0, i), a.count(1, i));
          case RIGHT -> (a, i) -> right(a.text(0, i), a.count(1, i));
          case TRIM -> (a, i) -> trim(a.text(0, i), characters(a, i), true, true);
          case LTRIM -> (a, i) -> trim(a.text(0, i), characters(a, i), true, false);
          case RTRIM -> (a, i) -> trim(a.text(0, i), characters(a, i), false, true);
          case REPLACE -> (a, i) -> replace(a.text(0, i), a.text(1, i), a.text(2, i));
          case TRANSLATE -> (a, i) -> translate(a.text(0, i), a.text(1, i), a.text(2, i));
          case CONCAT -> TextFunctions::concat;
          case CONCAT_WS -> TextFunctions::join;
          case CONCAT_TEXT -> (a, i) -> a.text(0, i) + a.text(1, i);
          case POSITION -> (a, i) -> position(a.text(0, i), a.text(1, i));
          case STARTS_WITH -> (a, i) -> a.text(0, i).startsWith(a.text(1, i));
          case ENDS_WITH -> (a, i) -> a.text(0, i).endsWith(a.text(1, i));
          case CONTAINS -> (a, i) -> a.text(0, i).contains(a.text(1, i));
          case SPLIT_PART -> (a, i) -> splitPart(a.text(0, i), a.text(1, i), a.count(2, i));
          case LPAD -> (a, i) -> pad(a, i, true);
          case RPAD -> (a, i) -> pad(a, i, false);
          case REPEAT -> (a, i) -> repeat(a.text(0, i), a.count(1, i));
          case REVERSE -> (a, i) -> new StringBuilder(a.text(0, i)).reverse().toString();
          default -> null;
        });
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String character(long codePoint) {
    boolean valid =
        codePoint > 0
            && codePoint <= Character.MAX_CODE_POINT
            && !(codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
    if (!valid) {
      throw FunctionErrors.domain(ScalarFunction.CHR, codePoint);
    }
    return Character.toString((int) codePoint);
  }

  private static String initcap(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean first = true;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int c = text.codePointAt(at);
      out.appendCodePoint(first ? Character.toTitleCase(c) : Character.toLowerCase(c));
      first = !Character.isLetterOrDigit(c);
    }
    return out.toString();
  }

  private static String substring(Args args, int row) {
    long start = args.integer(1, row);
    long end = Long.MAX_VALUE;
    if (args.count() == 3) {
      long count = args.integer(2, row);
      if (count < 0) {
        throw FunctionErrors.domain(ScalarFunction.SUBSTRING, "a length of " + count);
      }
      end = start > 0 && count > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + count;
    }
    return slice(args.text(0, row), start - 1, end == Long.MAX_VALUE ? end : end - 1);
  }

  /** Characters {@code from} (from 0) to {@code to}, cut to what there is. */
  private static String slice(String text, long from, long to) {
    int length = length(text);
    int first = Math.clamp(from, 0, length);
    int last = Math.clamp(to, first, length);
    int start = text.offsetByCodePoints(0, first);
    return text.substring(start, text.offsetByCodePoints(start, last - first));
  }

  private static String left(String text, long count) {
    return slice(text, 0, count < 0 ? length(text) + count : count);
  }

  private static String right(String text, long count) {
    int length = length(text);
    return slice(text, count < 0 ? -count : length - count, length);
  }

  private static String characters(Args args, int row) {
    return args.count() == 1 ? " " : args.text(1, row);
  }

  private static String trim(String text, String characters, boolean start, boolean end) {
    int from = 0;
    int to = text.length();
    while (start && from < to && characters.indexOf(text.codePointAt(from)) >= 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (end && to > from && characters.indexOf(text.codePointBefore(to)) >= 0) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static String replace(String text, String what, String with) {
    if (what.isEmpty()) {
      return text;
    }
    long most = (long) text.length() / what.length() * with.length() + text.length();
    checkLength(ScalarFunction.REPLACE, most > MOST ? text.replace(what, with).length() : 0);
    return text.replace(what, with);
  }

  private static String translate(String text, String from, String to) {
    int[] sources = from.codePoints().toArray();
    int[] targets = to.codePoints().toArray();
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          int at = 0;
          while (at < sources.length && sources[at] != c) {
            at++;
          }
          if (at == sources.length) {
            out.appendCodePoint(c);
          } else if (at < targets.length) {
            out.appendCodePoint(targets[at]);
          }
        });
    return out.toString();
  }

  private static String concat(Args args, int row) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < args.count(); i++) {
      if (!args.isNull(i, row)) {
        out.append(args.text(i, row));
      }
    }
    return out.toString();
  }

  /** Null without a separator. */
  private static @Nullable String join(Args args, int row) {
    if (args.isNull(0, row)) {
      return null;
    }
    StringJoiner out = new StringJoiner(args.text(0, row));
    for (int i = 1; i < args.count(); i++) {
      if (!args.isNull(i, row)) {
        out.add(args.text(i, row));
      }
    }
    return out.toString();
  }

  private static long position(String text, String part) {
    int at = text.indexOf(part);
    return at < 0 ? 0 : text.codePointCount(0, at) + 1;
  }

  private static String splitPart(String text, String separator, int number) {
    if (number == 0) {
      throw FunctionErrors.domain(ScalarFunction.SPLIT_PART, "field 0");
    }
    String[] parts =
        separator.isEmpty()
            ? new String[] {text}
            : text.split(java.util.regex.Pattern.quote(separator), -1);
    long index = number > 0 ? number - 1L : (long) parts.length + number;
    return index >= 0 && index < parts.length ? parts[(int) index] : "";
  }

  private static String pad(Args args, int row, boolean atStart) {
    String text = args.text(0, row);
    int length = args.count(1, row);
    String fill = args.count() == 3 ? args.text(2, row) : " ";
    int missing = length - length(text);
    if (missing <= 0 || fill.isEmpty()) {
      return left(text, Math.max(0, length));
    }
    checkLength(ScalarFunction.LPAD, length);
    String filling = left(fill.repeat(missing / length(fill) + 1), missing);
    return atStart ? filling + text : text + filling;
  }

  private static String repeat(String text, int count) {
    checkLength(ScalarFunction.REPEAT, (long) text.length() * Math.max(0, count));
    return text.repeat(Math.max(0, count));
  }

  private static void checkLength(ScalarFunction function, long length) {
    if (length > MOST) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "'" + function.symbol() + "' would make a text of " + length + " characters")
          .at("op", function.symbol())
          .hint("at most " + MOST + " are made");
    }
  }
}
