package dev.tadashi.flight.config;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings in force: what of each was given, or its default. */
public final class Settings {
  static final String DEFAULT = "default";

  private final Keys keys;
  private final Map<String, List<Given>> given = new LinkedHashMap<>();

  Settings(Keys keys) {
    this.keys = keys;
  }

  /** A setting in force, for people. */
  public record Entry(String name, String value, String origin) {}

  /** Values that replace what was given for their names before. */
  Settings override(List<Given> stronger) {
    Map<String, List<Given>> byName = new LinkedHashMap<>();
    for (Given value : stronger) {
      byName.computeIfAbsent(value.name(), name -> new ArrayList<>()).add(value);
    }
    byName.forEach((name, values) -> given.put(name, once(name, values)));
    return this;
  }

  private List<Given> once(String name, List<Given> values) {
    boolean many = keys.find(name).orElseThrow().many();
    if (!many && values.size() > 1) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'" + name + "' is given " + values.size() + " times")
          .at("from", values.getFirst().origin());
    }
    return values;
  }

  /** All in force. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Key key : keys.all()) {
      List<Given> values = of(key);
      entries.add(
          new Entry(
              key.name(),
              values.isEmpty() ? "-" : String.join(", ", values.stream().map(Given::text).toList()),
              values.isEmpty() ? DEFAULT : values.getFirst().origin()));
    }
    return entries;
  }

  private List<Given> of(Key key) {
    List<Given> values = given.get(key.name());
    return values != null
        ? values
        : key.fallback().stream().map(text -> new Given(key.name(), text, DEFAULT)).toList();
  }

  /** The record of a concern; what is wrong with a value is an error that names it. */
  public <R extends Record> R get(Class<R> concern) {
    RecordComponent[] components = concern.getRecordComponents();
    @Nullable Object[] values =
        Keys.of(concern).stream().map(key -> value(key, of(key))).toArray(Object[]::new);
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<R> constructor = concern.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw TadashiException.wrap(e.getCause() == null ? e : e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(concern + " cannot be made", e);
    }
  }

  private static @Nullable Object value(Key key, List<Given> values) {
    List<Object> read =
        values.stream().map(value -> key.read(value.text(), value.origin())).toList();
    if (key.many()) {
      return read;
    }
    return read.isEmpty() ? null : read.getFirst();
  }
}
