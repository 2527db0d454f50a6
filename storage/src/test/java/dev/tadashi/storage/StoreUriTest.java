package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreUriTest {
  @ParameterizedTest
  @CsvSource({
    "file:///data/flights/, /data/flights, flights, file:///data/flights",
    "file:/data/a b, /data/a b, a b, file:///data/a b",
    "file:///data/a%20b, /data/a b, a b, file:///data/a b",
    "file:///data/100%, /data/100%, 100%, file:///data/100%25",
    "FILE://localhost/x, /x, x, file:///x",
    "file:///, /, root, file:///",
    "file:///d/a#b?c, /d/a#b?c, a#b?c, file:///d/a%23b%3Fc",
    "file:///größe, /größe, größe, file:///größe",
    "s3://bucket, '', bucket, s3://bucket",
    "s3://bucket/some/prefix/, some/prefix, bucket, s3://bucket/some/prefix",
  })
  void readsWhatPeopleWrite(String text, String path, String name, String canonical) {
    StoreUri uri = StoreUri.parse(text);
    assertThat(uri.path()).isEqualTo(path);
    assertThat(uri.defaultName()).isEqualTo(name);
    assertThat(uri.text()).isEqualTo(canonical);
    assertThat(StoreUri.parse(canonical)).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://host/dir", "file:dir", "s3://", "s3:bucket"})
  void refusesWhatIsNoRoot(String text) {
    assertThat(FileStoreTest.failure(() -> StoreUri.parse(text)))
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs://bucket", "/data", "", "flights"})
  void namesTheSchemesItKnows(String text) {
    assertThat(FileStoreTest.failure(() -> StoreUri.parse(text))).isEqualTo(ErrorCode.UNSUPPORTED);
  }
}
