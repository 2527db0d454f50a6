package dev.tadashi.storage.s3;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.StoreLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Completes what a user says of an S3 store, once, when it is registered, so that every process of
 * the cluster reaches the same store whatever its own environment says.
 */
public final class S3Locations {
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

  private S3Locations() {}

  /**
   * The location with the endpoint and region of the environment where none were given ({@code
   * AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION}), checked.
   */
  public static StoreLocation complete(StoreLocation location, Map<String, String> environment) {
    String endpoint =
        first(
            location.endpoint(),
            environment.get("AWS_ENDPOINT_URL_S3"),
            environment.get("AWS_ENDPOINT_URL"));
    String region =
        first(
            location.region(),
            environment.get("AWS_REGION"),
            environment.get("AWS_DEFAULT_REGION"));
    S3Credentials.validate(location.credentialsRef());
    return new StoreLocation(
        location.uri(),
        endpoint == null ? null : endpoint(endpoint),
        region == null ? null : region(region),
        location.credentialsRef());
  }

  private static @Nullable String first(@Nullable String... candidates) {
    for (@Nullable String candidate : candidates) {
      if (candidate != null && !candidate.isBlank()) {
        return candidate;
      }
    }
    return null;
  }

  private static String endpoint(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("http") || scheme.equals("https");
      boolean bare = uri.getUserInfo() == null && uri.getQuery() == null;
      if (web && uri.getHost() != null && bare) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
      }
    } catch (URISyntaxException e) {
      throw badEndpoint(text);
    }
    throw badEndpoint(text);
  }

  private static TadashiException badEndpoint(String text) {
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not the address of an S3 server")
        .at("field", "endpoint")
        .hint("write http://host:port or https://host");
  }

  private static String region(String text) {
    if (!REGION.matcher(text).matches()) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not a region")
          .at("field", "region")
          .hint("for instance eu-central-1");
    }
    return text;
  }
}
