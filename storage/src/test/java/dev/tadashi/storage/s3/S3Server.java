package dev.tadashi.storage.s3;

import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.storage.ObjectStore;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server in this process, with a client that writes to it. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "test-bucket";
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "GOOD_ACCESS_KEY_ID", "user",
          "GOOD_SECRET_ACCESS_KEY", "secret",
          "BAD_ACCESS_KEY_ID", "user",
          "BAD_SECRET_ACCESS_KEY", "guess");

  private final S3Proxy proxy;
  private final S3Client writer;

  S3Server() throws Exception {
    proxy =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "user", "secret")
            .build();
    proxy.start();
    writer =
        S3Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + port()))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("user", "secret")))
            .build();
    writer.createBucket(request -> request.bucket(BUCKET));
  }

  int port() {
    return proxy.getPort();
  }

  void put(String key, byte[] bytes) {
    writer.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
  }

  void delete(String key) {
    writer.deleteObject(request -> request.bucket(BUCKET).key(key));
  }

  /** Uploads in parts that were begun and have not ended. */
  int uploads() {
    return writer.listMultipartUploads(list -> list.bucket(BUCKET)).uploads().size();
  }

  ObjectStore open(String uri) {
    return open(uri, port(), "env:GOOD");
  }

  static ObjectStore open(String uri, int port, String credentials) {
    return S3Store.open(location(uri, port, credentials), ENVIRONMENT);
  }

  /** A store that gives up on a silent server after a fraction of a second, twice. */
  static ObjectStore openImpatient(String uri, int port) {
    S3Clients.Patience little =
        new S3Clients.Patience(3, Duration.ofSeconds(5), Duration.ofMillis(300));
    return S3Store.open(location(uri, port, "env:GOOD"), ENVIRONMENT, little);
  }

  private static StoreLocation location(String uri, int port, String credentials) {
    return new StoreLocation(uri, "http://127.0.0.1:" + port, null, credentials);
  }

  @Override
  public void close() throws Exception {
    writer.close();
    proxy.stop();
  }
}
