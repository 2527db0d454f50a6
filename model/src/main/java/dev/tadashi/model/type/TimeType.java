package dev.tadashi.model.type;

/** Time of day: units since midnight. */
public record TimeType(TimeUnit unit) implements DataType {
  @Override
  public String text() {
    return "time(" + unit.text() + ")";
  }

  @Override
  public String toString() {
    return text();
  }
}
