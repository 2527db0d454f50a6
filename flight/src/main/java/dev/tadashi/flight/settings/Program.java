package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Settings;
import dev.tadashi.flight.config.SettingsReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The two processes and their concerns. */
public enum Program {
  SERVER(
      "Runs a control plane in the foreground.",
      List.of(
          ServerListenSettings.class,
          ServerDataSettings.class,
          StoreSettings.class,
          ManagedSettings.class,
          ClusterSettings.class,
          TaskSettings.class,
          EventSettings.class)),
  WORKER(
      "Runs a worker in the foreground.",
      List.of(WorkerListenSettings.class, EngineSettings.class, StoreSettings.class));

  private final String doc;
  private final List<Class<? extends Record>> concerns;

  Program(String doc, List<Class<? extends Record>> concerns) {
    this.doc = doc;
    this.concerns = concerns;
  }

  /** As it is called on the command line. */
  public String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String doc() {
    return doc;
  }

  public SettingsReader reader() {
    return new SettingsReader(
        concerns, Arrays.stream(values()).flatMap(other -> other.concerns.stream()).toList());
  }

  /** Its settings with these, each as {@code name=value}, and else defaults. */
  public Settings settings(String... values) {
    return reader().of(List.of(values));
  }

  /** What {@code --help} prints. */
  public String help() {
    return """
    usage: ./tadashi %s [FLAGS]    %s

      --config FILE               settings as lines `name = value`; weaker than TADASHI_* and flags
      --help, --version
    %s\
    """
        .formatted(command(), doc, reader().help());
  }
}
