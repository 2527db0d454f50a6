package dev.tadashi.model.type;

import java.util.List;

/** A list of keys, none of them null, each with a value; carried, not computed on. */
public record MapType(DataType key, DataType value) implements DataType {
  private static final String KEY = "key";
  private static final String VALUE = "value";

  /** What one of the entries is. */
  public StructType entry() {
    return new StructType(
        List.of(new StructType.Part(KEY, key), new StructType.Part(VALUE, value)));
  }

  @Override
  public String text() {
    return "map(" + key.text() + ", " + value.text() + ")";
  }

  @Override
  public String toString() {
    return text();
  }
}
