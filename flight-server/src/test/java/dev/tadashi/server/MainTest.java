package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--http-port nope",
        "--http-port 70000",
        "--colour red",
        "--policy random",
        "--worker-timeout soon",
        "--bind 0.0.0.0",
        "--bind 0.0.0.0 --advertise somewhere:50050",
        "--token-file /nowhere/token",
        "--min-workers -1"
      })
  void badUsageIsOneLineAndCode2(String line) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      String data = " --data-dir " + dir.resolve("data");
      assertThat(Main.run((line + data).split(" "))).isEqualTo(2);
    } finally {
      System.setErr(before);
    }
    assertThat(errors.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("server: ");
  }

  @Test
  void helpIsNoFailure() {
    assertThat(Main.run("--help")).isZero();
  }
}
