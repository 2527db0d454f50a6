package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.json.Json;
import java.time.Instant;

/** The right to fetch a task's result until a time: the claim as JSON, sealed. */
public record SignedTicket(TaskId task, Instant expires) {
  private static final int MAX_BYTES = 1_024;

  public byte[] sign(byte[] key) {
    return seal(key).close(Json.bytes(this));
  }

  /** Reads a ticket signed with the same key; one that is altered or has expired is refused. */
  public static SignedTicket verify(byte[] ticket, byte[] key, Instant now) {
    if (ticket.length > MAX_BYTES) {
      throw invalid("it is not one of this server's");
    }
    byte[] claim =
        seal(key)
            .open(ticket)
            .orElseThrow(() -> invalid("it is not one of this server's, or was altered"));
    SignedTicket read = Json.readPeer(claim, SignedTicket.class);
    if (now.isAfter(read.expires())) {
      throw invalid("it expired at " + read.expires());
    }
    return read;
  }

  private static Seal seal(byte[] key) {
    return new Seal(key, "");
  }

  private static TadashiException invalid(String why) {
    return new TadashiException(ErrorCode.INVALID_TICKET, "the ticket is refused: " + why)
        .hint("GetTask gives a new one");
  }
}
