package dev.tadashi.storage;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literals;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The columns that are in the paths of a table's files, with the types that all values have. */
final class PathSchema {
  private static final Map<DataType, Pattern> FORMS = new LinkedHashMap<>();

  static {
    FORMS.put(SimpleType.INT64, Pattern.compile("[+-]?\\d{1,30}"));
    FORMS.put(SimpleType.DATE, Pattern.compile("\\d{4}-\\d{2}-\\d{2}"));
  }

  private PathSchema() {}

  /** One nullable column for each key, in the order of the first path. */
  static List<Field> of(List<String> paths) {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (String path : paths) {
      PathKeys keys = PathKeys.of(path);
      for (String key : keys.values().keySet()) {
        Set<String> seen = values.computeIfAbsent(key, k -> new TreeSet<>());
        keys.value(key).ifPresent(seen::add);
      }
    }
    List<Field> fields = new ArrayList<>();
    values.forEach((key, seen) -> fields.add(Field.of(key, type(seen))));
    return fields;
  }

  private static DataType type(Set<String> values) {
    Optional<DataType> found =
        FORMS.keySet().stream()
            .filter(type -> values.stream().allMatch(text -> is(text, type)))
            .findFirst();
    return values.isEmpty() ? SimpleType.VARCHAR : found.orElse(SimpleType.VARCHAR);
  }

  private static boolean is(String text, DataType type) {
    if (!FORMS.getOrDefault(type, Pattern.compile("")).matcher(text).matches()) {
      return false;
    }
    try {
      Literals.parse(text, type);
      return true;
    } catch (TadashiException e) {
      return false;
    }
  }
}
