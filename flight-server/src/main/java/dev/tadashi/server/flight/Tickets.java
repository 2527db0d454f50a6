package dev.tadashi.server.flight;

import dev.tadashi.flight.rpc.SignedTicket;
import dev.tadashi.model.id.TaskId;
import java.time.Duration;
import java.time.InstantSource;

/** Signs tickets with the key of this control plane, and reads them. */
public final class Tickets {
  private static final Duration TTL = Duration.ofHours(24);

  private final byte[] key;
  private final InstantSource clock;

  public Tickets(byte[] key, InstantSource clock) {
    this.key = key.clone();
    this.clock = clock;
  }

  public byte[] sign(TaskId task) {
    return new SignedTicket(task, clock.instant().plus(TTL)).sign(key);
  }

  public TaskId read(byte[] ticket) {
    return SignedTicket.verify(ticket, key, clock.instant()).task();
  }
}
