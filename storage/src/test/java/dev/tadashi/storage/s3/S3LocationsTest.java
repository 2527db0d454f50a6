package dev.tadashi.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.StoreLocation;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3LocationsTest {
  private static final StoreLocation BARE = StoreLocation.of("s3://b");

  @Test
  void theEnvironmentFillsInWhatWasNotSaid() {
    Map<String, String> environment =
        Map.of(
            "AWS_ENDPOINT_URL", "http://all:1",
            "AWS_ENDPOINT_URL_S3", "http://s3:2/",
            "AWS_REGION", "eu-west-1");
    assertThat(S3Locations.complete(BARE, environment))
        .isEqualTo(new StoreLocation("s3://b", "http://s3:2", "eu-west-1", null));
    StoreLocation said = new StoreLocation("s3://b", "https://mine", "us-west-2", "anonymous");
    assertThat(S3Locations.complete(said, environment)).isEqualTo(said);
    assertThat(S3Locations.complete(BARE, Map.of())).isEqualTo(BARE);
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://x, , , endpoint",
    "not a url, , , endpoint",
    "http://user:secret@host, , , endpoint",
    ", eu west, , region",
    ", , password:x, credentials_ref",
    ", , env:1X, credentials_ref",
    ", , profile:, credentials_ref"
  })
  void whatCannotBeUsedIsRefusedByField(
      String endpoint, String region, String credentials, String field) {
    StoreLocation location = new StoreLocation("s3://b", endpoint, region, credentials);
    TadashiException failure =
        catchThrowableOfType(
            TadashiException.class, () -> S3Locations.complete(location, Map.of()));
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure.detail().where()).containsEntry("field", field);
  }
}
