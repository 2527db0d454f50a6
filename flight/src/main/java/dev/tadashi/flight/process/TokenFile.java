package dev.tadashi.flight.process;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that holds the cluster's token. */
public final class TokenFile {
  private TokenFile() {}

  /** The token; null without a file. */
  public static @Nullable String read(@Nullable Path file) {
    if (file == null) {
      return null;
    }
    try {
      String token = Files.readString(file).strip();
      if (!token.isEmpty() && token.chars().noneMatch(Character::isWhitespace)) {
        return token;
      }
    } catch (IOException e) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT, "the token file " + file + " cannot be read: " + e, e);
    }
    throw new TadashiException(
        ErrorCode.INVALID_ARGUMENT, "the token file " + file + " does not hold one token");
  }
}
