package dev.tadashi.engine.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTemplateTest {
  private static String written(String template, String time) {
    LocalDateTime when = LocalDateTime.parse(time);
    return TimeTemplate.parse(template)
        .write(new TimePoint(when.toLocalDate().toEpochDay(), when.toLocalTime().toNanoOfDay()));
  }

  @ParameterizedTest
  @CsvSource({
    "'Month|MON|dy', 2024-02-29T00:00:00, 'February |FEB|thu'",
    "'Day D FMDay', 2024-03-03T00:00:00, 'Sunday    1 Sunday'",
    "'HH:MI pm HH24', 2024-03-03T00:05:00, '12:05 am 00'",
    "'W WW Q FMDDD', 2024-01-08T12:00:00, '2 02 1 8'",
    "'\"YYYY\" YYYY \"open', 0044-03-15T12:00:00, 'YYYY 0044 open'",
    "'MS US', 2024-01-08T12:00:00.007008, '007 007008'",
    "'', 2024-01-08T12:00:00, ''"
  })
  void writesAsPostgresDoes(String template, String time, String expected) {
    assertThat(written(template, time)).isEqualTo(expected);
  }

  @Test
  void refusesLettersThatAreNoPattern() {
    assertThatThrownBy(() -> TimeTemplate.parse("YYYY at HH"))
        .isInstanceOfSatisfying(
            TadashiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessageContaining("'at HH'");
            });
  }
}
