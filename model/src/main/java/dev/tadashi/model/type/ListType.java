package dev.tadashi.model.type;

/** A list of elements, each of which may be null; carried, not computed on. */
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
