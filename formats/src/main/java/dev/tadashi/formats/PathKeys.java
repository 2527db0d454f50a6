package dev.tadashi.formats;

import dev.tadashi.formats.spi.ConstantColumn;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literals;
import dev.tadashi.model.type.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The columns that are in a file's path: a folder {@code key=value} gives all rows below it that
 * value. Keys and values are percent-decoded; an empty one and the name that Hive gives nulls are
 * null. A path wins over a column of the file.
 *
 * @param values by key
 */
record PathKeys(String path, Map<String, String> values) {
  private static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

  static PathKeys of(String path) {
    Map<String, String> values = new HashMap<>();
    String[] parts = path.split("/", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        values.put(decoded(parts[i].substring(0, equals)), decoded(parts[i].substring(equals + 1)));
      }
    }
    return new PathKeys(path, values);
  }

  /** The column of that name with the field's type, when it is in the path. */
  Optional<ConstantColumn> column(Field field) {
    return Optional.ofNullable(values.get(field.name())).map(text -> constant(field, text));
  }

  private ConstantColumn constant(Field field, String text) {
    if (text.isEmpty() || text.equals(HIVE_NULL)) {
      return ConstantColumn.ofNull(field.type());
    }
    try {
      return ConstantColumn.of(Literals.parse(text, field.type()));
    } catch (TadashiException e) {
      throw new TadashiException(
              ErrorCode.TYPE_MISMATCH,
              "'%s' in the path '%s' is no %s".formatted(text, path, field.type().text()),
              e)
          .at("file", path)
          .at("column", field.name());
    }
  }

  /** A percent sign that no two hex digits follow stands for itself. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] == '%' ? hex(bytes, i + 1) : -1;
      plain.write(value < 0 ? bytes[i] : value);
      i += value < 0 ? 0 : 2;
    }
    return plain.toString(StandardCharsets.UTF_8);
  }

  private static int hex(byte[] bytes, int at) {
    if (at + 2 > bytes.length) {
      return -1;
    }
    int high = Character.digit(bytes[at], 16);
    int low = Character.digit(bytes[at + 1], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
