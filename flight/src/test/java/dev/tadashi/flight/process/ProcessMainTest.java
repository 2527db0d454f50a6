package dev.tadashi.flight.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.flight.settings.EngineSettings;
import dev.tadashi.flight.settings.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMainTest {
  @TempDir Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final PrintStream before = System.out;
  private final PrintStream errorsBefore = System.err;

  private int run(String... line) {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    return new ProcessMain<>(
            Program.WORKER,
            settings -> settings.get(EngineSettings.class),
            engine -> {
              throw new IllegalStateException("started");
            })
        .run(line);
  }

  @AfterEach
  void restore() {
    System.setOut(before);
    System.setErr(errorsBefore);
  }

  @Test
  void configPrintsWhatIsInForceAndFromWhere() {
    assertThat(run("config", "--memory", "1GiB")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.matches("memory +1GiB +flag --memory"))
        .anyMatch(line -> line.matches("port +50051 +default"))
        .anyMatch(line -> line.matches("cache-memory +- +default"));
  }

  @Test
  void badUsageIsOneLineAndCode2() {
    assertThat(run("config", "--memry", "1GiB")).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(errors.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("worker: ")
        .contains("did you mean 'memory'?");
  }

  @Test
  void aFailureIsCode1() {
    assertThat(run("--memory", "1GiB")).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("started");
  }

  @Test
  void aReadyFileIsThereWhole() throws IOException {
    Path file = dir.resolve("worker.ready");
    try (ReadyFile ready = ReadyFile.write(file, Map.of("address", "h:1"))) {
      assertThat(file).hasContent("{\"address\":\"h:1\"}");
      assertThat(dir).isDirectoryNotContaining("glob:**.unfinished");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aTokenFileHoldsOneToken() throws IOException {
    assertThat(TokenFile.read(Files.writeString(dir.resolve("one"), "secret\n")))
        .isEqualTo("secret");
    assertThat(TokenFile.read(null)).isNull();
    Path two = Files.writeString(dir.resolve("two"), "a secret");
    assertThatThrownBy(() -> TokenFile.read(two)).hasMessageContaining("one token");
    assertThatThrownBy(() -> TokenFile.read(dir.resolve("none"))).hasMessageContaining("none");
  }
}
