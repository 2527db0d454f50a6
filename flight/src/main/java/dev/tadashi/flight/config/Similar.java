package dev.tadashi.flight.config;

import dev.tadashi.model.error.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Similar {
  private Similar() {}

  /** The candidate with the fewest edits, when they are few for its length. */
  static Optional<String> to(String name, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> EditDistance.between(name, candidate) <= 1 + candidate.length() / 4)
        .min(Comparator.comparingInt(candidate -> EditDistance.between(name, candidate)));
  }
}
