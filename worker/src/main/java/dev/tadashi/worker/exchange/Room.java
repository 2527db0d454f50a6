package dev.tadashi.worker.exchange;

import java.util.function.LongSupplier;

/**
 * Bytes that an owner may hold for units: reserved and merged ones together stay below a budget.
 */
public final class Room {
  private final long budget;
  private final LongSupplier resident;
  private long reserved;

  /**
   * @param resident bytes of merged state
   */
  public Room(long budget, LongSupplier resident) {
    this.budget = budget;
    this.resident = resident;
  }

  /** Reserves so many bytes when they fit. One unit always fits when nothing else is reserved. */
  synchronized boolean reserve(long bytes) {
    boolean fits = reserved == 0 || reserved + resident.getAsLong() + bytes <= budget;
    if (fits) {
      reserved += bytes;
    }
    return fits;
  }

  synchronized void release(long bytes) {
    reserved -= bytes;
  }

  public synchronized long reserved() {
    return reserved;
  }
}
