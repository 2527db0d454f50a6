package dev.tadashi.flight.rpc;

import org.jspecify.annotations.Nullable;

/**
 * What a handler may know of the call beyond its request.
 *
 * @param session from the header {@code x-tadashi-session}; null when the client sent none
 * @param peer remote address, for logs
 */
public record CallInfo(@Nullable String session, String peer) {
  /** The header that carries the session, in Flight and in HTTP. */
  public static final String SESSION_HEADER = "x-tadashi-session";

  public static final CallInfo NONE = new CallInfo(null, "unknown");

  /** The call that the current thread serves. */
  public static CallInfo current() {
    return CallInfoInterceptor.CURRENT.get();
  }
}
