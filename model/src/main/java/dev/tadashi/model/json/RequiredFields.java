package dev.tadashi.model.json;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a null where a record takes none. Jackson only notices fields that are absent, and only
 * those that are marked; a client may also send {@code null}.
 */
final class RequiredFields {
  private static final NamingBase SNAKE = (NamingBase) PropertyNamingStrategies.SNAKE_CASE;

  private RequiredFields() {}

  /** Components of a record class, made readable. */
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          RecordComponent[] components = type.getRecordComponents();
          for (RecordComponent component : components) {
            component.getAccessor().setAccessible(true);
          }
          return components;
        }
      };

  static void check(Object value) {
    check(value, "");
  }

  private static void check(Object value, String path) {
    if (value instanceof Record record) {
      for (RecordComponent component : COMPONENTS.get(record.getClass())) {
        checkField(record, component, path);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        Object element = list.get(i);
        if (element != null) {
          check(element, path + "[" + i + "]");
        }
      }
    }
  }

  private static void checkField(Record record, RecordComponent component, String path) {
    String name = SNAKE.translate(component.getName());
    String field = path.isEmpty() ? name : path + "." + name;
    @Nullable Object value = read(record, component);
    if (value != null) {
      check(value, field);
    } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "a value is missing")
          .at("field", field);
    }
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a record cannot be read", e);
    }
  }
}
