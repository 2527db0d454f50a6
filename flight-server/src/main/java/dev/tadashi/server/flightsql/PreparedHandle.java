package dev.tadashi.server.flightsql;

import dev.tadashi.flight.rpc.Seal;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.json.Json;
import java.util.List;

/**
 * A prepared statement, whole, with the values of its parameters: it is kept by the client alone,
 * so that it costs nothing here and outlives a restart.
 */
record PreparedHandle(String sql, List<Literal> parameters) {
  PreparedHandle {
    parameters = List.copyOf(parameters);
  }

  /** What handles are signed with. */
  static Seal seal(byte[] key) {
    return new Seal(key, "prepared statement");
  }

  byte[] sealed(Seal seal) {
    return seal.close(Json.bytes(this));
  }

  static PreparedHandle read(byte[] sealed, Seal seal) {
    byte[] claim =
        seal.open(sealed)
            .orElseThrow(() ->
                new TadashiException(
                        ErrorCode.INVALID_ARGUMENT,
                        "the handle names no prepared statement of this server, or was altered")
                    .hint("prepare the statement again"));
    return Json.readPeer(claim, PreparedHandle.class);
  }

  PreparedHandle with(List<Literal> values) {
    return new PreparedHandle(sql, values);
  }
}
