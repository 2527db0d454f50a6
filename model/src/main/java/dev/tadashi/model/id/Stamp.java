package dev.tadashi.model.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Comparator;

/**
 * A number that is never reused: the control plane's epoch, raised and synced at each start, and a
 * counter within it. Attempts, owner epochs and orders versions are stamps; {@code "3.17"} in JSON.
 */
public record Stamp(long serverEpoch, long n) implements Comparable<Stamp> {
  public static final Stamp NONE = new Stamp(0, 0);

  private static final Comparator<Stamp> ORDER =
      Comparator.comparingLong(Stamp::serverEpoch).thenComparingLong(Stamp::n);

  @JsonCreator
  public static Stamp parse(String text) {
    int dot = text.indexOf('.');
    try {
      return new Stamp(
          Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    } catch (RuntimeException e) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "not a stamp: '" + text + "'", e);
    }
  }

  public boolean isNewerThan(Stamp other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }

  @Override
  @JsonValue
  public String toString() {
    return serverEpoch + "." + n;
  }
}
