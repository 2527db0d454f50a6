package dev.tadashi.model.type;

/** A list of nullable elements; carried and used for states, not computed on. */
public record ListType(DataType element) implements DataType {
  @Override
  public String text() {
    return "list(" + element.text() + ")";
  }

  @Override
  public String toString() {
    return text();
  }
}
