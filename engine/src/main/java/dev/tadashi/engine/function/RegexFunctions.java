package dev.tadashi.engine.function;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.function.ScalarFunction;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions, matched in time linear in the text (RE2), so no pattern can hang a worker.
 */
final class RegexFunctions {
  private static final int MOST_PATTERN = 10_000;

  private @Nullable String lastText;
  private String lastFlags = "";
  private @Nullable Pattern last;

  private RegexFunctions() {}

  static Optional<RowFunction> row(ScalarFunction function) {
    RegexFunctions regex = new RegexFunctions();
    return Optional.ofNullable(
        switch (function) {
          case REGEXP_MATCHES -> regex::matches;
          case REGEXP_REPLACE -> regex::replace;
          case REGEXP_EXTRACT -> regex::extract;
          case ILIKE -> regex::ilike;
          default -> null;
        });
  }

  private boolean matches(Args args, int row) {
    String flags = args.count() == 3 ? args.text(2, row) : "";
    return pattern(args.text(1, row), flags).matcher(args.text(0, row)).find();
  }

  private String replace(Args args, int row) {
    String flags = args.count() == 4 ? args.text(3, row) : "";
    Matcher matcher = pattern(args.text(1, row), flags.replace("g", "")).matcher(args.text(0, row));
    String with = replacement(args.text(2, row));
    return flags.contains("g") ? matcher.replaceAll(with) : matcher.replaceFirst(with);
  }

  private String extract(Args args, int row) {
    Matcher matcher = pattern(args.text(1, row), "").matcher(args.text(0, row));
    int group = args.count() == 3 ? args.count(2, row) : 0;
    if (group < 0 || group > matcher.groupCount()) {
      throw FunctionErrors.domain(ScalarFunction.REGEXP_EXTRACT, "group " + group);
    }
    return matcher.find() ? Objects.requireNonNullElse(matcher.group(group), "") : "";
  }

  /** The pattern of like, as a regular expression. */
  private boolean ilike(Args args, int row) {
    String like = args.text(1, row);
    if (last == null || !like.equals(lastText)) {
      last = compile(fromLike(like), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
      lastText = like;
    }
    return last.matches(args.text(0, row));
  }

  private static String fromLike(String like) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < like.length(); i++) {
      char c = like.charAt(i);
      if (c == '%') {
        out.append(".*");
      } else if (c == '_') {
        out.append('.');
      } else if (c == '\\' && ++i == like.length()) {
        throw new TadashiException(
                ErrorCode.INVALID_ARGUMENT, "a pattern of 'ilike' ends with its escape character")
            .at("op", "ilike");
      } else {
        out.append(Pattern.quote(String.valueOf(like.charAt(i))));
      }
    }
    return out.toString();
  }

  private Pattern pattern(String text, String flags) {
    if (last == null || !text.equals(lastText) || !flags.equals(lastFlags)) {
      last = compile(text, flags(flags));
      lastText = text;
      lastFlags = flags;
    }
    return last;
  }

  private static int flags(String letters) {
    int flags = 0;
    for (char letter : letters.toCharArray()) {
      flags |=
          switch (letter) {
            case 'i' -> Pattern.CASE_INSENSITIVE;
            case 's' -> Pattern.DOTALL;
            case 'm', 'n' -> Pattern.MULTILINE;
            case 'c' -> 0;
            default ->
                throw FunctionErrors.domain(
                    ScalarFunction.REGEXP_MATCHES, "the flag '" + letter + "'");
          };
    }
    return flags;
  }

  private static Pattern compile(String text, int flags) {
    if (text.length() > MOST_PATTERN) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT, "a pattern of " + text.length() + " characters is too long");
    }
    try {
      return Pattern.compile(text, flags);
    } catch (PatternSyntaxException e) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "not a regular expression: " + e.getDescription(), e)
          .at("value", text)
          .hint("the syntax is RE2's; back references and look-around are not part of it");
    }
  }

  /** Groups are written {@code \1}, the whole match {@code \&}; a dollar is a dollar. */
  private static String replacement(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        boolean group = Character.isDigit(next) || next == '&';
        out.append(
            group ? "$" + (next == '&' ? '0' : next) : next == '\\' ? "\\\\" : "\\\\" + next);
      } else {
        out.append(c == '$' || c == '\\' ? "\\" + c : String.valueOf(c));
      }
    }
    return out.toString();
  }
}
