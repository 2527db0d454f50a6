package dev.tadashi.flight.config;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of settings: {@code name = value} in UTF-8, one on a line; empty lines and lines that
 * begin with {@code #} are skipped. A list is given by repeating its name.
 */
final class SettingsFile {
  private SettingsFile() {}

  static List<Given> read(Path file) {
    List<Given> given = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        given.add(entry(line, file + " line " + number));
      }
    }
    return given;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "the settings file cannot be read: " + e, e)
          .at("from", file.toString());
    }
  }

  private static Given entry(String line, String origin) {
    int equals = line.indexOf('=');
    String name = equals < 0 ? "" : line.substring(0, equals).strip();
    String value = line.substring(equals + 1).strip();
    if (name.isEmpty() || value.isEmpty()) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'" + line.strip() + "' is not 'name = value'")
          .at("from", origin);
    }
    return new Given(name, value, origin);
  }
}
