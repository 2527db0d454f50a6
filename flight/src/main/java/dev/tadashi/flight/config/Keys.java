package dev.tadashi.flight.config;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings of some concerns, in their order, by name. */
final class Keys {
  private final Map<String, Key> byName = new LinkedHashMap<>();
  private final Map<String, String> removed = new LinkedHashMap<>();

  Keys(List<Class<? extends Record>> concerns) {
    for (Class<? extends Record> concern : concerns) {
      of(concern).forEach(this::add);
      for (String gone : concern(concern).removed()) {
        String[] parts = gone.split(": ", 2);
        removed.put(parts[0], parts[1]);
      }
    }
  }

  /** Of several processes, whose settings may share a name. */
  static Keys merged(List<Class<? extends Record>> concerns) {
    Keys merged = new Keys(List.of());
    for (Class<? extends Record> concern : concerns) {
      Keys keys = new Keys(List.of(concern));
      keys.byName.forEach(merged.byName::putIfAbsent);
      merged.removed.putAll(keys.removed);
    }
    return merged;
  }

  private void add(Key key) {
    if (byName.put(key.name(), key) != null) {
      throw new IllegalArgumentException("two settings are called " + key.name());
    }
  }

  static List<Key> of(Class<? extends Record> concern) {
    return Arrays.stream(concern.getRecordComponents()).map(Key::of).toList();
  }

  static Concern concern(Class<? extends Record> record) {
    Concern concern = record.getAnnotation(Concern.class);
    if (concern == null) {
      throw new IllegalArgumentException(record + " is not a concern");
    }
    return concern;
  }

  Iterable<Key> all() {
    return byName.values();
  }

  Optional<Key> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  /** The error that a name nobody knows deserves. */
  TadashiException unknown(String name, String origin) {
    String instead = removed.get(name);
    if (instead != null) {
      return new TadashiException(ErrorCode.INVALID_ARGUMENT, "the setting '" + name + "' is gone")
          .at("from", origin)
          .hint(instead);
    }
    TadashiException unknown =
        new TadashiException(ErrorCode.INVALID_ARGUMENT, "there is no setting '" + name + "'")
            .at("from", origin);
    return Similar.to(name, byName.keySet())
        .map(similar -> unknown.hint("did you mean '" + similar + "'?"))
        .orElseGet(() -> unknown.hint("docs/configuration.md lists the settings"));
  }
}
