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

  static AwsCredentialsProvider of(@Nullable String reference, Map<String, String> environment) {
    String text = reference == null ? "default" : reference;
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String name = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "default" -> DefaultCredentialsProvider.builder().build();
      case "anonymous" -> AnonymousCredentialsProvider.create();
      case "profile" -> ProfileCredentialsProvider.create(name);
      case "env" -> StaticCredentialsProvider.create(fromEnvironment(name, environment));
      default -> throw unknown(text);
    };
  }

  /** Fails when the text is no reference; looks up nothing. */
  static void validate(@Nullable String reference) {
    if (reference == null || reference.equals("default") || reference.equals("anonymous")) {
      return;
    }
    boolean profile = reference.startsWith("profile:") && reference.length() > "profile:".length();
    boolean env =
        reference.startsWith("env:")
            && PREFIX.matcher(reference.substring("env:".length())).matches();
    if (!profile && !env) {
      throw unknown(reference);
    }
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
