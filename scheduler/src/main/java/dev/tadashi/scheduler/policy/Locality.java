package dev.tadashi.scheduler.policy;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableName;
import dev.tadashi.scheduler.WorkerView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Each partition at its home, the worker where it was placed before, as long as that takes work and
 * has room in its even share of the table; else where it is in memory and there is room; else at
 * the worker with the fewest of the table's partitions, which is its new home.
 *
 * <p>So a worker that joins gets its share of a table by the next task that reads it, from those
 * that have more than theirs, and after that nothing moves. The copies that stayed behind are not
 * used any more and leave that memory as the least recently used. Where somebody must give
 * partitions up, it gives first those that are in no memory or also in another's.
 */
final class Locality implements PlacementPolicy {
  private final Map<TableName, Map<String, String>> homes = new HashMap<>();
  private int turn;

  @Override
  public List<String> place(
      List<PartitionRef> partitions,
      List<WorkerView> workers,
      Function<String, Set<String>> cachedOn) {
    List<String> addresses = workers.stream().map(WorkerView::address).toList();
    Map<TableName, Map<String, Set<String>>> tables = new LinkedHashMap<>();
    for (PartitionRef partition : partitions) {
      Set<String> holders = new TreeSet<>(cachedOn.apply(partition.id()));
      holders.retainAll(addresses);
      tables
          .computeIfAbsent(partition.table(), table -> new LinkedHashMap<>())
          .put(partition.id(), holders);
    }
    tables.forEach((table, holders) -> homes.put(table, home(table, holders, addresses)));
    return partitions.stream().map(this::home).toList();
  }

  private String home(PartitionRef partition) {
    String home = homes.getOrDefault(partition.table(), Map.of()).get(partition.id());
    if (home == null) {
      throw new IllegalStateException("not placed: " + partition.id());
    }
    return home;
  }

  /** A worker for each partition; {@code holders} are those that have it in memory. */
  private Map<String, String> home(
      TableName table, Map<String, Set<String>> holders, List<String> workers) {
    Map<String, String> before = homes.getOrDefault(table, Map.of());
    Shares shares = new Shares(holders.size(), workers);
    Map<String, String> after = new HashMap<>();
    List<String> ids = firmestFirst(holders);
    List<Function<String, Collection<String>>> choices =
        List.of(
            id -> Optional.ofNullable(before.get(id)).stream().toList(),
            id -> holders.getOrDefault(id, Set.of()),
            id -> inTurn(workers));
    for (Function<String, Collection<String>> choice : choices) {
      for (String id : ids) {
        if (!after.containsKey(id)) {
          shares.emptiest(choice.apply(id)).ifPresent(w -> after.put(id, shares.take(w)));
        }
      }
    }
    return after;
  }

  /** Those in one memory only first, those in none last. */
  private static List<String> firmestFirst(Map<String, Set<String>> holders) {
    return holders.entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                e -> e.getValue().isEmpty() ? Integer.MAX_VALUE : e.getValue().size()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Another worker is the first each time, so that small tables do not all go to one. */
  private List<String> inTurn(List<String> workers) {
    List<String> turned = new ArrayList<>(workers);
    Collections.rotate(turned, -Math.floorMod(turn++, workers.size()));
    return turned;
  }
}
