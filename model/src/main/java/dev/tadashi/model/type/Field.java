package dev.tadashi.model.type;

/** A named column of a schema. */
public record Field(String name, DataType type, boolean nullable) {
  public static Field of(String name, DataType type) {
    return new Field(name, type, true);
  }
}
