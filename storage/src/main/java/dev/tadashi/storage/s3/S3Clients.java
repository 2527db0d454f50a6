package dev.tadashi.storage.s3;

import dev.tadashi.model.table.StoreLocation;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes the SDK's clients. Checksums are sent and checked only where the protocol demands them:
 * many servers that speak S3 know no others.
 */
final class S3Clients {
  /** Ranges of one store that are read at the same time. */
  static final int MAX_IN_FLIGHT = 32;

  /**
   * How long a server is waited for.
   *
   * @param silence without any byte, before a request is tried again
   */
  record Patience(int attempts, Duration connect, Duration silence) {
    static final Patience USUAL = new Patience(8, Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  private static final Duration FIRST_WAIT = Duration.ofMillis(50);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private S3Clients() {}

  /** A client of its own, which the caller closes. */
  static S3Client create(
      StoreLocation location, Map<String, String> environment, Patience patience) {
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(S3Credentials.of(location.credentialsRef(), environment))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(MAX_IN_FLIGHT * 2)
                    .connectionTimeout(patience.connect())
                    .socketTimeout(patience.silence()))
            .overrideConfiguration(override ->
                override
                    .retryStrategy(retries(patience))
                    .addExecutionInterceptor(new WholeListings()));
    String region = location.region() == null ? Region.US_EAST_1.id() : location.region();
    builder.region(Region.of(region));
    String endpoint = location.endpoint();
    if (endpoint == null) {
      return builder.crossRegionAccessEnabled(location.region() == null).build();
    }
    return builder
        .endpointOverride(URI.create(endpoint))
        .forcePathStyle(!endpoint.toLowerCase(Locale.ROOT).endsWith(".amazonaws.com"))
        .build();
  }

  /**
   * Without the quota of the SDK: a store that is busy for a while makes many ranges wait. An
   * answer that is cut short where the SDK reads XML is asked for again, too.
   */
  private static software.amazon.awssdk.retries.StandardRetryStrategy retries(Patience patience) {
    BackoffStrategy wait = BackoffStrategy.exponentialDelay(FIRST_WAIT, LONGEST_WAIT);
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(patience.attempts())
        .backoffStrategy(wait)
        .throttlingBackoffStrategy(wait)
        .circuitBreakerEnabled(false)
        .retryOnExceptionOrCauseInstanceOf(XMLStreamException.class)
        .build();
  }
}
