package dev.tadashi.server.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a record as they are named in JSON. */
final class RecordFields {
  private static final NamingBase SNAKE = (NamingBase) PropertyNamingStrategies.SNAKE_CASE;

  private RecordFields() {}

  /** Components by name, in order. */
  static Map<String, RecordComponent> of(Class<?> record) {
    Map<String, RecordComponent> fields = new LinkedHashMap<>();
    for (RecordComponent component : record.getRecordComponents()) {
      fields.put(name(component), component);
    }
    return fields;
  }

  private static String name(RecordComponent component) {
    @Nullable JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null || named.value().isEmpty()
        ? SNAKE.translate(component.getName())
        : named.value();
  }

  static boolean isRequired(RecordComponent component) {
    return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
