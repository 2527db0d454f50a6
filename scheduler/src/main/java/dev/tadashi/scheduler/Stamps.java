package dev.tadashi.scheduler;

import dev.tadashi.model.id.Stamp;

/** Gives stamps of one server epoch, each once: attempts, owner epochs and orders versions. */
final class Stamps {
  private final long serverEpoch;
  private long n;

  Stamps(long serverEpoch) {
    this.serverEpoch = serverEpoch;
  }

  long serverEpoch() {
    return serverEpoch;
  }

  Stamp next() {
    return new Stamp(serverEpoch, ++n);
  }
}
