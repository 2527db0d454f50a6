package dev.tadashi.model.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.json.Json;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
  @Test
  void numbersAreUniqueAndSayTheClass() {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).doesNotHaveDuplicates();
    assertThat(ErrorCode.UNKNOWN_TABLE.errorClass()).isEqualTo(ErrorClass.USER);
    assertThat(ErrorCode.STALE.errorClass()).isEqualTo(ErrorClass.INTERNAL);
  }

  @Test
  void aTypedErrorSurvivesEveryHop() {
    TadashiException thrown =
        new TadashiException(ErrorCode.UNKNOWN_COLUMN, "there is no column 'x'")
            .at("column", "x")
            .hint("columns: a");
    ErrorDetail read = Json.readPeer(Json.bytes(thrown.detail()), ErrorDetail.class);
    assertThat(read.toException().detail()).isEqualTo(thrown.detail());
    assertThat(Json.text(thrown.detail())).contains("\"class\":\"user\"");
  }

  @Test
  void aWrappedTypedErrorIsFound() {
    TadashiException typed = new TadashiException(ErrorCode.FILE_CORRUPT, "cut short");
    assertThat(TadashiException.wrap(new IllegalStateException(new RuntimeException(typed))))
        .isSameAs(typed);
    assertThat(TadashiException.wrap(new IllegalStateException("odd")).code())
        .isEqualTo(ErrorCode.INTERNAL);
  }
}
