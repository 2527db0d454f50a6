package dev.tadashi.flight.rpc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the header {@code authorization} says: the cluster's token, as a bearer or as the password
 * of any user, and perhaps a session. A bearer with a session is {@code <token>.<session>}; it is
 * how clients that keep no cookies keep their session.
 *
 * @param whole the bearer or password as it came
 * @param secret without a session
 */
record Credentials(String whole, String secret, Optional<String> session) {
  private static final Pattern WITH_SESSION =
      Pattern.compile("(.*)\\.(" + ConnectionSession.PATTERN + ")", Pattern.DOTALL);

  /** None when the header is absent, or is something else. */
  static Optional<Credentials> read(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    } else if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.of(bearer(header.substring(7)));
    } else if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return basic(header.substring(6));
    }
    return Optional.empty();
  }

  private static Credentials bearer(String text) {
    Matcher matcher = WITH_SESSION.matcher(text);
    return matcher.matches()
        ? new Credentials(text, matcher.group(1), Optional.of(matcher.group(2)))
        : new Credentials(text, text, Optional.empty());
  }

  private static Optional<Credentials> basic(String text) {
    try {
      String pair = new String(Base64.getDecoder().decode(text.trim()), StandardCharsets.UTF_8);
      String password = pair.substring(pair.indexOf(':') + 1);
      return Optional.of(new Credentials(password, password, Optional.empty()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The header with which a client keeps a session. */
  String header(String session) {
    return "Bearer " + secret + "." + session;
  }

  boolean matches(String token) {
    return same(token, whole) || same(token, secret);
  }

  private static boolean same(String token, String given) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
