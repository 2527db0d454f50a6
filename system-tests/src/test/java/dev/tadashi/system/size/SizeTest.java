package dev.tadashi.system.size;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The code stays readable: each figure is at most what size-limits.properties records, and the
 * record at most the target. When a figure gets better, lower the record; it is never raised.
 */
class SizeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @ParameterizedTest
  @CsvSource({
    "file.lines.median, 100",
    "file.lines.p90, 350",
    "file.lines.max, 600",
    "method.lines.median, 7",
    "method.lines.p90, 25",
    "method.over50.permille, 20",
  })
  void theMeasureOnlyRatchetsDown(String figure, int target) throws IOException {
    SourceMeasure measure = SourceMeasure.of(ROOT);
    int measured =
        switch (figure) {
          case "file.lines.median" -> measure.fileLines(0.5);
          case "file.lines.p90" -> measure.fileLines(0.9);
          case "file.lines.max" -> measure.longestFile();
          case "method.lines.median" -> measure.methodLines(0.5);
          case "method.lines.p90" -> measure.methodLines(0.9);
          default -> measure.longMethodsPerMille();
        };
    int recorded = recorded(figure);
    assertThat(recorded)
        .as("the record of %s against its target", figure)
        .isLessThanOrEqualTo(target);
    assertThat(measured).as("%s; %s", figure, measure.worst()).isLessThanOrEqualTo(recorded);
  }

  private static int recorded(String figure) throws IOException {
    Properties limits = new Properties();
    try (InputStream in = SizeTest.class.getResourceAsStream("/size-limits.properties")) {
      limits.load(Objects.requireNonNull(in));
    }
    return Integer.parseInt(limits.getProperty(figure));
  }
}
