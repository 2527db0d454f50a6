package dev.tadashi.flight.config;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A command line: flags as {@code --name value} or {@code --name=value}.
 *
 * @param show print the settings in force instead of running
 * @param file given by {@code --config}
 */
public record Arguments(
    boolean help, boolean version, boolean show, Optional<Path> file, List<String> flags) {
  private static final String FILE = "config";

  /** Reads the line; the names of flags are judged later. */
  public static Arguments parse(String... line) {
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(line));
    boolean show = "config".equals(rest.peek());
    if (show) {
      rest.pop();
    }
    List<String> words = List.copyOf(rest);
    if (words.contains("--help") || words.contains("-h")) {
      return new Arguments(true, false, show, Optional.empty(), List.of());
    } else if (words.contains("--version") || words.contains("-V")) {
      return new Arguments(false, true, show, Optional.empty(), List.of());
    }
    List<String> flags = new ArrayList<>();
    Optional<Path> file = Optional.empty();
    while (!rest.isEmpty()) {
      String[] flag = flag(rest);
      if (flag[0].equals(FILE)) {
        file = Optional.of(Path.of(flag[1]));
      } else {
        flags.add(flag[0]);
        flags.add(flag[1]);
      }
    }
    return new Arguments(false, false, show, file, flags);
  }

  private static String[] flag(Deque<String> rest) {
    String word = rest.pop();
    if (!word.startsWith("--") || word.length() < 3) {
      throw invalid("'" + word + "' is not a flag");
    }
    int equals = word.indexOf('=');
    if (equals > 0) {
      return new String[] {word.substring(2, equals), word.substring(equals + 1)};
    } else if (rest.isEmpty() || rest.peek().startsWith("--")) {
      return new String[] {word.substring(2), ""};
    }
    return new String[] {word.substring(2), rest.pop()};
  }

  /** The flags as values; a name that is no setting is an error before a missing value is. */
  List<Given> given(Keys keys) {
    List<Given> given = new ArrayList<>();
    for (int i = 0; i < flags.size(); i += 2) {
      String name = flags.get(i);
      if (!keys.has(name)) {
        throw keys.unknown(name, "flag --" + name);
      } else if (flags.get(i + 1).isEmpty()) {
        throw invalid("--" + name + " needs a value");
      }
      given.add(new Given(name, flags.get(i + 1), "flag --" + name));
    }
    return given;
  }

  private static TadashiException invalid(String message) {
    return new TadashiException(ErrorCode.INVALID_ARGUMENT, message).hint("--help lists the flags");
  }
}
