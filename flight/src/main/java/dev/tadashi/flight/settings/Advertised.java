package dev.tadashi.flight.settings;

import dev.tadashi.flight.rpc.Addresses;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import org.jspecify.annotations.Nullable;

/** Others must be told an address that leads to this process. */
final class Advertised {
  private Advertised() {}

  static void check(String bind, @Nullable String advertise) {
    if (advertise != null) {
      Addresses.require(advertise);
    } else if (Addresses.isWildcard(bind)) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "bind " + bind + " needs advertise HOST:PORT")
          .hint("nobody can connect to " + bind);
    }
  }
}
