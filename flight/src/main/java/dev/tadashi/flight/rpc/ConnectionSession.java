package dev.tadashi.flight.rpc;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Ids of sessions that belong to a client's connection. Such an id is given out before anything is
 * kept under it: as long as the client sets nothing, there is nothing to keep.
 */
public final class ConnectionSession {
  static final String PATTERN = "c[0-9a-f]{32}";

  private static final SecureRandom RANDOM = new SecureRandom();

  private ConnectionSession() {}

  /** An id that nobody has. */
  public static String create() {
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);
    return "c" + HexFormat.of().formatHex(id);
  }

  /** Whether the id is one of these, which need not have been kept. */
  public static boolean is(String id) {
    return id.matches(PATTERN);
  }
}
