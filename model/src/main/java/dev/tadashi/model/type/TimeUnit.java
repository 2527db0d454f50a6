package dev.tadashi.model.type;

/** The unit of a time or timestamp. */
public enum TimeUnit {
  S(1L),
  MS(1_000L),
  US(1_000_000L),
  NS(1_000_000_000L);

  private final long perSecond;

  TimeUnit(long perSecond) {
    this.perSecond = perSecond;
  }

  public long perSecond() {
    return perSecond;
  }

  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
