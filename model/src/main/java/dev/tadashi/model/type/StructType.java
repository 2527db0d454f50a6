package dev.tadashi.model.type;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value of several named parts, each of which may be null; carried, not computed on. Its text is
 * {@code struct(a int32, "b c" varchar)}: names that are no plain words are in double quotes, which
 * are doubled inside.
 */
public record StructType(List<Part> parts) implements DataType {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** One of the named values. */
  public record Part(String name, DataType type) {
    private String text() {
      String shown = PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
      return shown + " " + type.text();
    }
  }

  public StructType {
    parts = List.copyOf(parts);
  }

  @Override
  public String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining(", ", "struct(", ")"));
  }

  @Override
  public String toString() {
    return text();
  }
}
