package dev.tadashi.model.cluster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A registered object store.
 *
 * @param name the SQL schema
 * @param uri root, {@code s3://bucket/prefix} or {@code file:///dir}, without a slash at the end
 * @param credentialsRef where credentials are found (default, anonymous, profile:NAME, env:PREFIX);
 *     never the credentials
 */
public record StoreRecord(
    String name,
    String uri,
    @Nullable String endpoint,
    @Nullable String region,
    @Nullable String credentialsRef,
    Instant registered) {}
