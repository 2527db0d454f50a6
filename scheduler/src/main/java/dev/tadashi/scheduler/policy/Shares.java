package dev.tadashi.scheduler.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Even shares of a number of partitions: as many each, and one more for as many as are left. */
final class Shares {
  private final int each;
  private int left;
  private final Map<String, Integer> counts = new HashMap<>();

  Shares(int partitions, List<String> workers) {
    each = partitions / workers.size();
    left = partitions % workers.size();
    workers.forEach(worker -> counts.put(worker, 0));
  }

  boolean hasRoom(String worker) {
    Integer count = counts.get(worker);
    return count != null && (count < each || (count == each && left > 0));
  }

  /** Counts a partition to a worker that has room. */
  String take(String worker) {
    int before = counts.merge(worker, 1, Integer::sum) - 1;
    if (before == each) {
      left--;
    }
    return worker;
  }

  /** Of those that have room, the first with the fewest partitions. */
  Optional<String> emptiest(Collection<String> workers) {
    return workers.stream()
        .filter(this::hasRoom)
        .min(Comparator.comparingInt(worker -> counts.getOrDefault(worker, 0)));
  }
}
