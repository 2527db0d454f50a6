package dev.tadashi.storage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys in a file's path: a folder {@code key=value} gives all rows below it that value. Keys
 * and values are percent-decoded; an empty value and the name that Hive gives nulls are null. When
 * a key is there twice, the deeper one counts.
 *
 * @param path of the file, relative to the store's root
 * @param values by key, as written, in the order of the path
 */
public record PathKeys(String path, Map<String, String> values) {
  private static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

  public PathKeys {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public static PathKeys of(String path) {
    Map<String, String> values = new LinkedHashMap<>();
    String[] parts = path.split("/", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      if (isKey(parts[i])) {
        int equals = parts[i].indexOf('=');
        values.put(decoded(parts[i].substring(0, equals)), decoded(parts[i].substring(equals + 1)));
      }
    }
    return new PathKeys(path, values);
  }

  /**
   * Whether a folder of that name is {@code key=value}. Who writes such folders escapes question
   * and number signs; a name that holds them as they are is just a name.
   */
  static boolean isKey(String folder) {
    return folder.indexOf('=') > 0 && folder.indexOf('?') < 0 && folder.indexOf('#') < 0;
  }

  /** The folder of the table that the file belongs to; empty for the store's root. */
  static String tableFolder(String path) {
    int end = Math.max(path.lastIndexOf('/'), 0);
    for (int from = 0; from < end; from = path.indexOf('/', from) + 1) {
      if (isKey(path.substring(from, path.indexOf('/', from)))) {
        return path.substring(0, Math.max(0, from - 1));
      }
    }
    return path.substring(0, end);
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The key's value; empty when it is null or there is no such key. */
  public Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key))
        .filter(text -> !text.isEmpty() && !text.equals(HIVE_NULL));
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
