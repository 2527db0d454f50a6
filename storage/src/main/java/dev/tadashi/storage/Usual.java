package dev.tadashi.storage;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The value that most have, so that an error can name the odd one, also when it is the first. */
final class Usual {
  private Usual() {}

  /** The most frequent of some values; of several the one that comes first. */
  static <T> T of(Collection<T> values) {
    Map<T, Integer> counts = new LinkedHashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == most)
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
