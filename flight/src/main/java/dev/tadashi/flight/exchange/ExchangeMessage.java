package dev.tadashi.flight.exchange;

import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.id.TaskId;
import java.util.List;

/** A frame of the exchange. Control frames go both ways; unit bytes go from producer to owner. */
public sealed interface ExchangeMessage {

  /** The producer's first frame: who it is. */
  record Hello(String worker, String incarnation) implements ExchangeMessage {}

  /**
   * Units of one attempt for one owner epoch.
   *
   * @param sizes bytes of each unit, by position in {@code buckets}; 0 is an empty unit
   * @param checksums CRC-32C of each unit
   * @param inline the bytes of all units, one after the other, when they are few; else empty
   */
  record Offer(
      UnitKey key, List<Integer> buckets, List<Long> sizes, List<Integer> checksums, byte[] inline)
      implements ExchangeMessage {
    public Offer {
      buckets = List.copyOf(buckets);
      sizes = List.copyOf(sizes);
      checksums = List.copyOf(checksums);
    }

    /** Whether the units' bytes are in this frame. */
    public boolean isInline() {
      return sizes.stream().mapToLong(Long::longValue).sum() == inline.length;
    }
  }

  /** The owner has reserved room for these units. */
  record Grant(UnitKey key, List<Integer> buckets) implements ExchangeMessage {
    public Grant {
      buckets = List.copyOf(buckets);
    }
  }

  /** A piece of a granted unit, in order; {@code end} with the last. */
  record UnitPart(UnitKey key, int bucket, int seq, boolean end, byte[] bytes)
      implements ExchangeMessage {}

  /** These units are applied. */
  record Have(UnitKey key, List<Integer> buckets) implements ExchangeMessage {
    public Have {
      buckets = List.copyOf(buckets);
    }
  }

  /** These units are not taken. */
  record Refuse(UnitKey key, List<Integer> buckets, Reason reason) implements ExchangeMessage {
    public Refuse {
      buckets = List.copyOf(buckets);
    }
  }

  /** Why an owner does not take a unit; after any of them the producer offers again. */
  enum Reason {
    /** No instance of that epoch is here (yet, or any more). */
    NOT_MINE,
    /** No orders have named the task here. */
    TASK_UNKNOWN,
    /** There is no room now. */
    BUSY
  }

  /** Names units: of which attempt, and for which instance. */
  record UnitKey(TaskId task, int stage, int split, Stamp attempt, Stamp epoch) {}
}
