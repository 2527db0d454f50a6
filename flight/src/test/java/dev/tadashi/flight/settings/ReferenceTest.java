package dev.tadashi.flight.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.flight.config.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The written forms of the settings are those of the records. After a change of a setting they are
 * written anew by {@code mvn -pl flight test -Dtest=ReferenceTest -Dtadashi.write=true}.
 */
class ReferenceTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from the records in flight/.../settings; CONTRIBUTING.md says how. -->

      Each setting has one name in three spellings: `http-port` in a file, `TADASHI_HTTP_PORT` in the
      environment, `--http-port` as a flag. A flag wins over the environment, the environment over the
      file given by `--config FILE` (or `TADASHI_CONFIG`), the file over the default. The file has one
      `name = value` on a line; lines that begin with `#` are skipped. A list is given by repeating
      the name in a file or as a flag, and with commas in the environment. Sizes are written `512MiB`
      or `4GiB`, durations `500ms`, `10s`, `5m`, `2h` or `7d`.

      A name that does not exist stops the process at start, with what was probably meant. One file
      may serve both processes: each leaves alone what is only the other's.

      `./tadashi config --server` and `./tadashi config --worker`, with the same flags, print what would
      be in force and from where.
      """;

  private static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Program program : Program.values()) {
      page.append("\n## `./tadashi ").append(program.command()).append("`\n");
      page.append(Reference.page(program.reader().concerns()));
    }
    return page.toString();
  }

  private static void assertWritten(Path file, String text) throws IOException {
    if (Boolean.getBoolean("tadashi.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file).hasContent(text);
  }

  @Test
  void theReferencePageIsThatOfTheRecords() throws IOException {
    assertWritten(ROOT.resolve("docs/configuration.md"), page());
  }

  @ParameterizedTest
  @EnumSource
  void theLauncherHelpsWithoutABuild(Program program) throws IOException {
    assertWritten(ROOT.resolve("launcher/help/" + program.command() + ".txt"), program.help());
  }

  @ParameterizedTest
  @EnumSource
  void noLineOfTheHelpIsTooLong(Program program) {
    assertThat(program.help().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThan(120));
  }
}
