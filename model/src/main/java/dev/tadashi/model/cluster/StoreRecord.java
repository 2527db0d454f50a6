package dev.tadashi.model.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tadashi.model.table.StoreLocation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A registered object store.
 *
 * @param name the SQL schema
 * @param uri root, {@code s3://bucket/prefix} or {@code file:///dir}, without a slash at the end
 * @param credentialsRef where credentials are found (default, anonymous, profile:NAME, env:PREFIX);
 *     never the credentials
 * @param writable whether tables are written into it
 */
public record StoreRecord(
    String name,
    String uri,
    @Nullable String endpoint,
    @Nullable String region,
    @Nullable String credentialsRef,
    boolean writable,
    Instant registered) {

  /** A store of that name at a location. */
  public static StoreRecord of(
      String name, StoreLocation at, boolean writable, Instant registered) {
    return new StoreRecord(
        name, at.uri(), at.endpoint(), at.region(), at.credentialsRef(), writable, registered);
  }

  /** How the store is opened. */
  @JsonIgnore
  public StoreLocation location() {
    return new StoreLocation(uri, endpoint, region, credentialsRef);
  }
}
