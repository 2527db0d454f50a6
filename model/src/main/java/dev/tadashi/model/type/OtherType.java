package dev.tadashi.model.type;

/**
 * A type of a file's column that is not even carried: unions, intervals, wide decimals. The column
 * is listed with it and refused by name when it is used.
 *
 * @param name as the file's format calls it, for example {@code interval}
 */
public record OtherType(String name) implements DataType {
  @Override
  public String text() {
    return "other(" + name + ")";
  }

  @Override
  public String toString() {
    return text();
  }
}
