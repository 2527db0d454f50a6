package dev.tadashi.storage.s3;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Turns a credentials reference into credentials, in the process that uses them. */
final class S3Credentials {
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private S3Credentials() {}

  /** Where credentials are: {@code kind} or {@code kind:name}. */
  private record Reference(String kind, String name) {
    static Reference parse(@Nullable String text) {
      String reference = text == null ? "default" : text;
      int colon = reference.indexOf(':');
      Reference parsed =
          colon < 0
              ? new Reference(reference, "")
              : new Reference(reference.substring(0, colon), reference.substring(colon + 1));
      if (!parsed.isKnown(colon >= 0)) {
        throw unknown(reference);
      }
      return parsed;
    }

    private boolean isKnown(boolean named) {
      return switch (kind) {
        case "default", "anonymous" -> !named;
        case "profile" -> !name.isEmpty();
        case "env" -> PREFIX.matcher(name).matches();
        default -> false;
      };
    }
  }

  static AwsCredentialsProvider of(@Nullable String text, Map<String, String> environment) {
    Reference reference = Reference.parse(text);
    return switch (reference.kind()) {
      case "anonymous" -> AnonymousCredentialsProvider.create();
      case "profile" -> ProfileCredentialsProvider.create(reference.name());
      case "env" ->
          StaticCredentialsProvider.create(fromEnvironment(reference.name(), environment));
      default -> DefaultCredentialsProvider.builder().build();
    };
  }

  /** Fails when the text is no reference; looks up nothing. */
  static void validate(@Nullable String text) {
    Reference.parse(text);
  }

  private static AwsCredentials fromEnvironment(String prefix, Map<String, String> environment) {
    String key = required(prefix + "_ACCESS_KEY_ID", environment);
    String secret = required(prefix + "_SECRET_ACCESS_KEY", environment);
    String token = environment.get(prefix + "_SESSION_TOKEN");
    return token == null
        ? AwsBasicCredentials.create(key, secret)
        : AwsSessionCredentials.create(key, secret, token);
  }

  private static String required(String variable, Map<String, String> environment) {
    String value = environment.get(variable);
    if (value == null || value.isEmpty()) {
      throw new TadashiException(
              ErrorCode.STORE_DENIED, "the environment variable " + variable + " is not set")
          .at("field", "credentials_ref")
          .hint("set it for the control plane and for every worker");
    }
    return value;
  }

  private static TadashiException unknown(String text) {
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not a credentials reference")
        .at("field", "credentials_ref")
        .hint("write default, anonymous, profile:NAME or env:PREFIX (PREFIX_ACCESS_KEY_ID, ...)");
  }
}
