package dev.tadashi.flight.config;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A setting by its name.
 *
 * @param many the setting is a list, and may be given more than once
 */
public record Key(String name, ValueType<?> type, boolean many, Setting setting) {
  static final String PREFIX = "TADASHI_";

  static Key of(RecordComponent component) {
    Setting setting =
        Objects.requireNonNull(
            component.getAnnotation(Setting.class), component + " is not a setting");
    boolean many = component.getType() == List.class;
    Class<?> type =
        many
            ? (Class<?>)
                ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
            : component.getType();
    return new Key(inWords(component.getName()), ValueType.of(type), many, setting);
  }

  private static String inWords(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  String flag() {
    return "--" + name;
  }

  String environment() {
    return PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  String form() {
    return setting.form().isEmpty() ? type.form() : setting.form();
  }

  /** The default with the machine's facts put in. */
  List<String> fallback() {
    String text =
        switch (setting.value()) {
          case "{cores}" -> Integer.toString(Runtime.getRuntime().availableProcessors());
          case "{heap}" -> new Size(Runtime.getRuntime().maxMemory()).toString();
          default -> setting.value();
        };
    return text.isEmpty() ? List.of() : List.of(text);
  }

  /** The value of a text; {@code origin} is named when it is none. */
  Object read(String text, String origin) {
    try {
      Object value = type.read().apply(text);
      if (type.isWithin(value, setting.least(), setting.most())) {
        return value;
      }
    } catch (TadashiException e) {
      throw invalid(e.detail().message(), origin);
    }
    throw invalid("'" + text + "' is not " + range(), origin);
  }

  String range() {
    String least = setting.least();
    String most = setting.most();
    if (least.isEmpty() && most.isEmpty()) {
      return "";
    } else if (most.isEmpty()) {
      return "at least " + least;
    }
    return least.isEmpty() ? "at most " + most : "from " + least + " to " + most;
  }

  private TadashiException invalid(String why, String origin) {
    return new TadashiException(ErrorCode.INVALID_ARGUMENT, name + ": " + why)
        .at("from", origin)
        .hint(setting.doc());
  }
}
