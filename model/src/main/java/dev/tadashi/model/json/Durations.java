package dev.tadashi.model.json;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;

/** Durations as people write them: {@code 500ms, 10s, 5m, 2h, 7d}, or ISO-8601. */
public final class Durations {
  private Durations() {}

  public static Duration parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    try {
      if (lower.endsWith("ms")) {
        return Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)));
      } else if (lower.startsWith("p")) {
        return Duration.parse(lower);
      }
      return Duration.parse((lower.endsWith("d") ? "P" : "PT") + lower);
    } catch (DateTimeException | NumberFormatException e) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT,
          "'" + text + "' is not a duration such as 500ms, 10s or 5m",
          e);
    }
  }
}
