package dev.tadashi.model.type;

import org.jspecify.annotations.Nullable;

/** Units since 1970-01-01T00:00; with a zone it is an instant, without one a local time. */
public record TimestampType(TimeUnit unit, @Nullable String zone) implements DataType {
  @Override
  public String text() {
    return "timestamp(" + unit.text() + (zone == null ? "" : "," + zone) + ")";
  }

  @Override
  public String toString() {
    return text();
  }
}
