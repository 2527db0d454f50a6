package dev.tadashi.model.table;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;

/**
 * Where an object store is and how it is reached, without its name: all that a process needs to
 * open it.
 *
 * @param uri root, {@code s3://bucket/prefix} or {@code file:///dir}, without a slash at the end
 * @param endpoint of an S3 store that is not Amazon's, {@code http://host:port}
 * @param region of an S3 store
 * @param credentialsRef where credentials are found, {@code default, anonymous, profile:NAME} or
 *     {@code env:PREFIX}; never the credentials. Null means {@code default}
 */
public record StoreLocation(
    String uri,
    @Nullable String endpoint,
    @Nullable String region,
    @Nullable String credentialsRef) {
  @JsonCreator
  public StoreLocation {}

  /** A store that needs no more than its URI. */
  @JsonCreator
  public static StoreLocation of(String uri) {
    return new StoreLocation(uri, null, null, null);
  }

  /** The same store with its root written in another way. */
  public StoreLocation withUri(String other) {
    return new StoreLocation(other, endpoint, region, credentialsRef);
  }
}
