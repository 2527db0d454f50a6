package dev.tadashi.sql.parse;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of an interval with its units inside, as in {@code '3 hours 20 minutes'}. */
final class IntervalText {
  private static final Pattern PART = Pattern.compile("\\s*([-+]?[0-9.]+)\\s+([A-Za-z]+)");

  /** Units, and how many months or microseconds they have. */
  private enum Unit {
    YEAR(true, 12),
    QUARTER(true, 3),
    MONTH(true, 1),
    WEEK(false, 7 * 86_400_000_000L),
    DAY(false, 86_400_000_000L),
    HOUR(false, 3_600_000_000L),
    MINUTE(false, 60_000_000),
    SECOND(false, 1_000_000),
    MILLISECOND(false, 1_000),
    MICROSECOND(false, 1);

    final boolean ofMonths;
    final BigDecimal size;

    Unit(boolean ofMonths, long size) {
      this.ofMonths = ofMonths;
      this.size = BigDecimal.valueOf(size);
    }

    static @Nullable Unit of(String word) {
      String upper = word.toUpperCase(Locale.ROOT);
      String one = upper.endsWith("S") ? upper.substring(0, upper.length() - 1) : upper;
      for (Unit unit : values()) {
        boolean shorter =
            switch (unit) {
              case MONTH -> one.equals("MON");
              case MINUTE -> one.equals("MIN");
              case SECOND -> one.equals("SEC");
              default -> false;
            };
        if (shorter || unit.name().equals(one)) {
          return unit;
        }
      }
      return null;
    }
  }

  private record Part(String number, Unit unit) {
    BigDecimal size() {
      return new BigDecimal(number).multiply(unit.size);
    }
  }

  private final List<Part> parts;

  private IntervalText(List<Part> parts) {
    this.parts = parts;
  }

  /** Null when it is anything else. */
  static @Nullable IntervalText read(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(text.stripTrailing());
    int at = 0;
    while (matcher.find() && matcher.start() == at) {
      Unit unit = Unit.of(matcher.group(2));
      if (unit == null || !matcher.group(1).matches("[-+]?[0-9]+(\\.[0-9]+)?")) {
        return null;
      }
      parts.add(new Part(matcher.group(1), unit));
      at = matcher.end();
    }
    boolean whole = !parts.isEmpty() && at == text.stripTrailing().length();
    return whole ? new IntervalText(parts) : null;
  }

  /** Whether it has months and days, which have no common unit. */
  boolean isMixed() {
    return parts.stream().map(part -> part.unit().ofMonths).distinct().count() > 1;
  }

  /** In the least of its units: {@code '200'MINUTE}. */
  String inOneUnit() {
    if (parts.size() == 1) {
      return "'" + parts.getFirst().number() + "'" + parts.getFirst().unit();
    }
    Unit least = parts.getFirst().unit();
    BigDecimal total = BigDecimal.ZERO;
    for (Part part : parts) {
      least = part.unit().size.compareTo(least.size) < 0 ? part.unit() : least;
      total = total.add(part.size());
    }
    // Sizes divide each other, so the quotient ends.
    return "'" + total.divide(least.size).stripTrailingZeros().toPlainString() + "'" + least;
  }
}
