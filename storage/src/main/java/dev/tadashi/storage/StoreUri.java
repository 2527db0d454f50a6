package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The URI of a store in its parts.
 *
 * @param scheme {@code file} or {@code s3}
 * @param bucket of an S3 store, empty for files
 * @param path decoded; for files absolute, for S3 the prefix without slashes around it
 */
public record StoreUri(String scheme, String bucket, String path) {

  /** Reads a URI as people write it: with or without percent signs, slashes at the end. */
  public static StoreUri parse(String text) {
    int colon = text.indexOf(':');
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "file" -> file(text, text.substring(colon + 1));
      case "s3" -> s3(text, text.substring(colon + 1));
      default -> throw unknown(text);
    };
  }

  private static StoreUri file(String text, String rest) {
    String path = rest.startsWith("//localhost/") ? rest.substring("//localhost".length()) : rest;
    path = path.startsWith("///") ? path.substring(2) : path;
    if (!path.startsWith("/") || path.startsWith("//")) {
      throw invalid(text, "a file store is an absolute folder, file:///dir");
    }
    return new StoreUri("file", "", withoutEndSlash(decode(path)));
  }

  private static StoreUri s3(String text, String rest) {
    String place = rest.startsWith("//") ? withoutEndSlash(rest.substring(2)) : "";
    int slash = place.indexOf('/');
    String bucket = slash < 0 ? place : place.substring(0, slash);
    if (bucket.isEmpty()) {
      throw invalid(text, "an S3 store is s3://bucket or s3://bucket/prefix");
    }
    return new StoreUri("s3", bucket, slash < 0 ? "" : place.substring(slash + 1));
  }

  /** A folder whose name holds a bare percent sign or a space is taken as it is written. */
  private static String decode(String path) {
    try {
      URI uri = new URI("file://" + path);
      boolean plain = uri.getQuery() == null && uri.getFragment() == null && uri.getPath() != null;
      return plain ? uri.getPath() : path;
    } catch (URISyntaxException e) {
      return path;
    }
  }

  private static String withoutEndSlash(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** The one way this URI is written. It parses back to the same parts. */
  public String text() {
    if (scheme.equals("file")) {
      return "file://" + path.replace("%", "%25").replace("?", "%3F").replace("#", "%23");
    }
    return "s3://" + bucket + (path.isEmpty() ? "" : "/" + path);
  }

  /** The store's name when none is given: the last folder, or the bucket. */
  public String defaultName() {
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (scheme.equals("s3")) {
      return bucket;
    }
    return last.isEmpty() ? "root" : last;
  }

  private static TadashiException invalid(String text, String hint) {
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not the URI of an object store")
        .at("uri", text)
        .hint(hint);
  }

  private static TadashiException unknown(String text) {
    boolean path = text.startsWith("/");
    return new TadashiException(
            ErrorCode.UNSUPPORTED, "'" + text + "' is not an object store that can be read")
        .at("uri", text)
        .hint(path ? "write file://" + text : "file:///dir and s3://bucket/prefix are known");
  }
}
