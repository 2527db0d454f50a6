package dev.tadashi.flight.config;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A number of bytes, written as {@code 512MiB} or {@code 4GiB}; powers of 1024 only. */
public record Size(long bytes) implements Comparable<Size> {
  private static final List<String> NAMES = List.of("", "KiB", "MiB", "GiB", "TiB");
  private static final Map<String, Integer> POWERS =
      Map.ofEntries(
          Map.entry("", 0),
          Map.entry("b", 0),
          Map.entry("k", 1),
          Map.entry("kib", 1),
          Map.entry("m", 2),
          Map.entry("mib", 2),
          Map.entry("g", 3),
          Map.entry("gib", 3),
          Map.entry("t", 4),
          Map.entry("tib", 4));
  private static final int MAX_DIGITS = 15;

  public static Size parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < lower.length() && lower.charAt(digits) >= '0' && lower.charAt(digits) <= '9') {
      digits++;
    }
    Integer power = POWERS.get(lower.substring(digits).strip());
    if (digits == 0 || digits > MAX_DIGITS || power == null) {
      throw invalid(text);
    }
    try {
      return new Size(
          Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), 1L << (10 * power)));
    } catch (ArithmeticException e) {
      throw invalid(text);
    }
  }

  private static TadashiException invalid(String text) {
    return new TadashiException(
        ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not a size such as 512MiB or 4GiB");
  }

  @Override
  public int compareTo(Size other) {
    return Long.compare(bytes, other.bytes);
  }

  /** With the largest unit that gives a whole number. */
  @Override
  public String toString() {
    long number = bytes;
    int power = 0;
    while (number != 0 && number % 1024 == 0 && power < NAMES.size() - 1) {
      number /= 1024;
      power++;
    }
    return number + NAMES.get(power);
  }
}
