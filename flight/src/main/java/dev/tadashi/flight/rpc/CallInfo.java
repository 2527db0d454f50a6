package dev.tadashi.flight.rpc;

import org.jspecify.annotations.Nullable;

/** What is known of a call besides its request: the session it named, if any. */
public record CallInfo(@Nullable String session) {
  public static final CallInfo NONE = new CallInfo(null);
}
