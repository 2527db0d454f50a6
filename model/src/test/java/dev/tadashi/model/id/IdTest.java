package dev.tadashi.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTest {
  @Test
  void taskIdsAreVersionSevenAndSortByTime() {
    Random random = new Random(1);
    TaskId early = TaskId.create(1_700_000_000_000L, random);
    TaskId late = TaskId.create(1_700_000_000_001L, random);
    assertThat(early.uuid().version()).isEqualTo(7);
    assertThat(early.uuid().variant()).isEqualTo(2);
    assertThat(early).isLessThan(late);
    assertThat(TaskId.parse(early.toString())).isEqualTo(early);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1-1-1-1-1", "not-a-task", "../../etc"})
  void otherTextsNameNoTask(String text) {
    assertThatThrownBy(() -> TaskId.parse(text))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_TASK));
  }

  @Test
  void aLaterServersStampIsNewer() {
    assertThat(new Stamp(2, 0).isNewerThan(new Stamp(1, 999))).isTrue();
    assertThat(Stamp.parse("2.17")).isEqualTo(new Stamp(2, 17));
  }
}
