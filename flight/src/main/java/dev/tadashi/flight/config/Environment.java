package dev.tadashi.flight.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Settings in the variables {@code TADASHI_*}; a list is separated by commas. */
final class Environment {
  /** Variables of the launcher, of clients and of tests. */
  private static final Set<String> NOT_OURS =
      Set.of("TADASHI_CONFIG", "TADASHI_HOME", "TADASHI_HTTP", "TADASHI_TESTDATA");

  private Environment() {}

  /** {@code own} are the settings of this process; those of {@code all} others are left alone. */
  static List<Given> read(Map<String, String> variables, Keys own, Keys all) {
    List<Given> given = new ArrayList<>();
    new TreeMap<>(variables)
        .forEach((variable, text) -> {
          if (variable.startsWith(Key.PREFIX) && !NOT_OURS.contains(variable) && !text.isBlank()) {
            add(given, variable, text, own, all);
          }
        });
    return given;
  }

  private static void add(List<Given> given, String variable, String text, Keys own, Keys all) {
    String name = name(variable);
    String origin = "environment " + variable;
    if (!all.has(name)) {
      throw all.unknown(name, origin);
    } else if (own.has(name)) {
      boolean many = own.find(name).orElseThrow().many();
      for (String part : many ? text.split(",") : new String[] {text}) {
        given.add(new Given(name, part.strip(), origin));
      }
    }
  }

  private static String name(String variable) {
    return variable
        .substring(Key.PREFIX.length())
        .toLowerCase(java.util.Locale.ROOT)
        .replace('_', '-');
  }
}
