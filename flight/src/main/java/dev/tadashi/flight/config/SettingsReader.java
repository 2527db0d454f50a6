package dev.tadashi.flight.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the settings of a process. Weakest first: defaults, what the launcher proposes, a file, the
 * environment, flags. Settings of other processes are left alone in files and in the environment,
 * so that one file may serve a machine.
 */
public final class SettingsReader {
  private static final String PROPOSED = "tadashi.default.";
  private static final String FILE_VARIABLE = "TADASHI_CONFIG";

  private final List<Class<? extends Record>> concerns;
  private final Keys own;
  private final Keys all;

  /** {@code others} are concerns of other processes alone. */
  public SettingsReader(
      List<Class<? extends Record>> concerns, List<Class<? extends Record>> others) {
    this.concerns = concerns;
    this.own = new Keys(concerns);
    List<Class<? extends Record>> everything = new ArrayList<>(concerns);
    others.stream().filter(concern -> !concerns.contains(concern)).forEach(everything::add);
    this.all = Keys.merged(everything);
  }

  /** The settings of that command line; every fault is an error that names the setting. */
  public Settings read(
      Arguments arguments, Map<String, String> environment, Map<String, String> properties) {
    Settings settings = new Settings(own).override(proposed(properties));
    arguments
        .file()
        .or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)).map(java.nio.file.Path::of))
        .ifPresent(file -> settings.override(ofThis(SettingsFile.read(file))));
    settings.override(Environment.read(environment, own, all)).override(arguments.given(own));
    concerns.forEach(settings::get);
    return settings;
  }

  /** Settings given in a program, each as {@code name=value}. */
  public Settings of(List<String> values) {
    return new Settings(own).override(values.stream().map(SettingsReader::written).toList());
  }

  private static Given written(String text) {
    int equals = text.indexOf('=');
    return new Given(text.substring(0, equals), text.substring(equals + 1), "the program");
  }

  private List<Given> proposed(Map<String, String> properties) {
    List<Given> given = new ArrayList<>();
    for (Key key : own.all()) {
      String value = properties.get(PROPOSED + key.name());
      if (value != null) {
        given.add(new Given(key.name(), value, "launcher"));
      }
    }
    return given;
  }

  private List<Given> ofThis(List<Given> values) {
    for (Given value : values) {
      if (!all.has(value.name())) {
        throw all.unknown(value.name(), value.origin());
      }
    }
    return values.stream().filter(value -> own.has(value.name())).toList();
  }

  /** The help of the flags. */
  public String help() {
    return Reference.flags(concerns);
  }

  public List<Class<? extends Record>> concerns() {
    return concerns;
  }
}
