package dev.tadashi.server.sql;

import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** What tells a statement with its parameters from others. */
final class StatementDigest {
  private StatementDigest() {}

  static String of(Requests.SubmitTask request) {
    List<Object> parts =
        List.of(
            Objects.requireNonNullElse(request.sql(), ""),
            Objects.requireNonNullElse(request.parameters(), List.of()));
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Json.bytes(parts));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
