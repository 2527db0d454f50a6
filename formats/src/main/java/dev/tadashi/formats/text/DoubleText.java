package dev.tadashi.formats.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads numbers with a point or an exponent, infinities and NaN. Numbers of up to 15 digits with
 * small exponents are exact in doubles, and so is their quotient rounded once (Clinger 1990); the
 * others take the way over a string. Used by one thread.
 */
final class DoubleText {
  private static final int EXACT_DIGITS = 15;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private double value;

  /** The number read last. */
  double value() {
    return value;
  }

  boolean read(byte[] text, int from, int to) {
    boolean negative = from < to && text[from] == '-';
    int first = negative ? from + 1 : from;
    long digits = 0;
    int count = 0;
    int point = -1;
    for (int at = first; at < to; at++) {
      int digit = text[at] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        count++;
      } else if (text[at] == '.' && point < 0) {
        point = at;
      } else {
        return slow(text, from, to);
      }
      if (count > EXACT_DIGITS) {
        return slow(text, from, to);
      }
    }
    if (count == 0) {
      return false;
    }
    double number = point < 0 ? digits : digits / POWERS[to - point - 1];
    value = negative ? -number : number;
    return true;
  }

  private boolean slow(byte[] text, int from, int to) {
    String string = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    if (!isNumber(string)) {
      return special(string.toLowerCase(Locale.ROOT));
    }
    try {
      value = Double.parseDouble(string);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Java takes more: suffixes, hexadecimal numbers, spaces. */
  private static boolean isNumber(String text) {
    return text.charAt(0) != '+'
        && text.chars()
            .allMatch(
                c -> c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || (c | 32) == 'e');
  }

  private boolean special(String text) {
    switch (text) {
      case "nan" -> value = Double.NaN;
      case "inf", "infinity" -> value = Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> value = Double.NEGATIVE_INFINITY;
      default -> {
        return false;
      }
    }
    return true;
  }
}
