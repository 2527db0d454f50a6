package dev.tadashi.flight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  @TempDir Path dir;

  /** Settings of the kitchen under test. */
  @Concern(value = "Stove", removed = "coal-grade: stoves run on gas, leave it out")
  public record Stove(
      @Setting(doc = "flames", value = "4", least = "1", most = "6") int burners,
      @Setting(doc = "of the oven", value = "40MiB", least = "1KiB") Size ovenSize,
      @Setting(doc = "until it is hot", value = "10s") Duration warmUp,
      @Setting(doc = "where it stands") @Nullable Path room,
      @Setting(doc = "lit by itself", value = "false") boolean automatic,
      @Setting(doc = "what is on it") List<String> pot) {}

  /** Settings of another process. */
  @Concern("Sink")
  public record Sink(@Setting(doc = "open", value = "2") int taps) {}

  private final SettingsReader reader =
      new SettingsReader(List.of(Stove.class), List.of(Sink.class));

  private Settings read(Map<String, String> environment, String... line) {
    return reader.read(Arguments.parse(line), environment, Map.of("tadashi.default.burners", "5"));
  }

  private Path file(String... lines) throws IOException {
    return Files.write(dir.resolve("stove.properties"), List.of(lines));
  }

  @Test
  void defaultsAreOfTheRecord() {
    Stove stove = reader.of(List.of()).get(Stove.class);
    assertThat(stove)
        .isEqualTo(
            new Stove(4, new Size(40 << 20), Duration.ofSeconds(10), null, false, List.of()));
  }

  @Test
  void flagsWinOverTheEnvironmentWhichWinsOverTheFile() throws IOException {
    Path file = file("# the kitchen", "", "burners = 1", "oven-size=1GiB", "warm-up = 1m");
    Map<String, String> environment =
        Map.of("TADASHI_BURNERS", "2", "TADASHI_OVEN_SIZE", "2GiB", "PATH", "/bin");
    Settings settings = read(environment, "--config", file.toString(), "--burners=3");
    assertThat(settings.get(Stove.class))
        .isEqualTo(new Stove(3, new Size(2L << 30), Duration.ofMinutes(1), null, false, List.of()));
    assertThat(settings.entries())
        .extracting(Settings.Entry::origin)
        .containsExactly(
            "flag --burners",
            "environment TADASHI_OVEN_SIZE",
            file + " line 5",
            "default",
            "default",
            "default");
  }

  @Test
  void theLauncherProposesWhatNobodyElseGives() throws IOException {
    assertThat(read(Map.of()).get(Stove.class).burners()).isEqualTo(5);
    Path file = file("burners=1");
    assertThat(read(Map.of("TADASHI_CONFIG", file.toString())).get(Stove.class).burners())
        .isEqualTo(1);
  }

  @Test
  void aStrongerListReplacesAWeakerOne() throws IOException {
    Path file = file("pot=soup", "pot=rice");
    String config = "--config=" + file;
    assertThat(read(Map.of(), config).get(Stove.class).pot()).containsExactly("soup", "rice");
    assertThat(read(Map.of("TADASHI_POT", "tea, milk"), config).get(Stove.class).pot())
        .containsExactly("tea", "milk");
    assertThat(read(Map.of(), config, "--pot", "a", "--pot", "b").get(Stove.class).pot())
        .containsExactly("a", "b");
  }

  @Test
  void settingsOfOtherProcessesAreLeftAloneInFilesAndVariables() throws IOException {
    Path file = file("taps=1");
    assertThat(read(Map.of("TADASHI_TAPS", "3"), "--config", file.toString()).entries()).hasSize(6);
    assertThatThrownBy(() -> read(Map.of(), "--taps", "1")).hasMessageContaining("'taps'");
  }

  @ParameterizedTest
  @CsvSource({
    "--burner 3, did you mean 'burners'?",
    "--coal-grade 3, stoves run on gas",
    "--burners 7, from 1 to 6",
    "--burners many, 'many' is not a whole number",
    "--burners, --burners needs a value",
    "--burners 1 --burners 2, given 2 times",
    "--oven-size 12QiB, 512MiB or 4GiB",
    "--oven-size 12, at least 1KiB",
    "--oven-size 999999999999999TiB, is not a size",
    "--warm-up soon, 'soon' is not a duration",
    "--automatic maybe, true or false",
    "--config /nowhere/at/all, /nowhere/at/all",
    "burners, 'burners' is not a flag"
  })
  void badFlagsAreNamed(String line, String message) {
    assertThatThrownBy(() -> read(Map.of(), line.split(" ")))
        .isInstanceOf(TadashiException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "burner=3, did you mean 'burners'?",
    "burners, is not 'name = value'",
    "burners =, is not 'name = value'",
    "coal-grade = a, is gone",
    "quantum = 3, docs/configuration.md"
  })
  void badLinesAreNamed(String line, String message) throws IOException {
    Path file = file("# first", line);
    assertThatThrownBy(() -> read(Map.of(), "--config", file.toString()))
        .isInstanceOf(TadashiException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("line 2");
  }

  @Test
  void aMisspeltVariableIsNamed() {
    assertThatThrownBy(() -> read(Map.of("TADASHI_BURNRS", "1")))
        .isInstanceOf(TadashiException.class)
        .hasMessageContaining("TADASHI_BURNRS")
        .hasMessageContaining("did you mean 'burners'?");
  }

  @ParameterizedTest
  @CsvSource({"1536,1536", "4KiB,4KiB", "4k,4KiB", "1024MiB,1GiB", "0,0", "3 gib,3GiB", "2t,2TiB"})
  void sizesAreWrittenWithTheirLargestUnit(String text, String written) {
    assertThat(Size.parse(text)).hasToString(written);
    assertThat(Size.parse(written)).isEqualTo(Size.parse(text));
  }
}
