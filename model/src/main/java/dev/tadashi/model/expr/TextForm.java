package dev.tadashi.model.expr;

import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The text that a cast of a value gives; as PostgreSQL writes it. */
final class TextForm {
  /** Above so many digits before the point a double is written with an exponent. */
  private static final int MOST_WHOLE_DIGITS = 15;

  private static final int LEAST_EXPONENT = -4;

  private TextForm() {}

  static String of(Literal literal) {
    Object value = literal.nonNull();
    return switch (value) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case BigDecimal decimal -> decimal.toPlainString();
      case Double number when literal.type() == SimpleType.FLOAT32 ->
          floating(number, Float.toString(number.floatValue()));
      case Double number -> floating(number, Double.toString(number));
      case Long time when literal.type().isTemporal() -> temporal(literal, time);
      default -> value.toString();
    };
  }

  private static String temporal(Literal literal, long value) {
    String iso = Temporals.text(value, literal.type());
    String spaced = iso.replace('T', ' ').replace("Z", "+00");
    int colon = spaced.indexOf(':');
    boolean noSeconds = colon >= 0 && spaced.indexOf(':', colon + 1) < 0;
    return trimmed(
        noSeconds ? spaced.substring(0, colon + 3) + ":00" + spaced.substring(colon + 3) : spaced);
  }

  /** Without zeros at the end of the fraction of seconds. */
  private static String trimmed(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      return text;
    }
    int end = dot + 1;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    int last = end;
    while (text.charAt(last - 1) == '0') {
      last--;
    }
    return text.substring(0, last) + text.substring(end);
  }

  private static String floating(double value, String shortest) {
    if (Double.isNaN(value)) {
      return "NaN";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    } else if (value == 0) {
      return Double.compare(value, 0.0) < 0 ? "-0" : "0";
    }
    BigDecimal exact = new BigDecimal(shortest).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    return exponent < LEAST_EXPONENT || exponent >= MOST_WHOLE_DIGITS
        ? scientific(exact, exponent)
        : exact.toPlainString();
  }

  private static String scientific(BigDecimal exact, int exponent) {
    String digits = exact.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = exact.signum() < 0 ? "-" : "";
    return String.format(
        Locale.ROOT, "%s%se%s%02d", sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
