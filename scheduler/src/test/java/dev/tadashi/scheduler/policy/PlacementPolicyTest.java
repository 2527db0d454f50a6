package dev.tadashi.scheduler.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.scheduler.WorkerView;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlacementPolicyTest {
  private static final List<PartitionRef> TWELVE =
      IntStream.range(0, 12).mapToObj(PlacementPolicyTest::partition).toList();

  private static PartitionRef partition(int i) {
    FileSlice slice = new FileSlice("f" + i, "e", 1_000, 0, 1, 1, 10, 1_000, 0);
    return new PartitionRef(
        "p" + i, TableName.parse("s.t"), StoreLocation.of("file:///d"), "parquet", List.of(slice));
  }

  private static List<WorkerView> workers(String... addresses) {
    return Stream.of(addresses).map(address -> worker(address, 0)).toList();
  }

  private static WorkerView worker(String address, long memoryUsed) {
    WorkerLoad load = new WorkerLoad(2, 1L << 30, memoryUsed, 0, 0, 0, 0);
    return new WorkerView(address, WorkerState.HEALTHY, "i", load, null);
  }

  private static List<String> place(PlacementPolicy policy, String... addresses) {
    return policy.place(TWELVE, workers(addresses), id -> Set.of());
  }

  @Test
  void roundRobinGivesEachWorkerTheSame() {
    List<String> placed = place(PlacementPolicy.named("round-robin"), "a", "b", "c");
    assertThat(placed).hasSize(12);
    assertThat(Collections.frequency(placed, "a")).isEqualTo(4);
    assertThat(Collections.frequency(placed, "b")).isEqualTo(4);
  }

  @Test
  void localityGoesWhereAPartitionIsCached() {
    List<String> placed =
        PlacementPolicy.named("locality")
            .place(TWELVE, workers("a", "b", "c"), id -> id.equals("p3") ? Set.of("c") : Set.of());
    assertThat(placed.get(3)).isEqualTo("c");
  }

  @Test
  void localityKeepsAPartitionAtItsFirstWorkerWhileThatLives() {
    PlacementPolicy policy = PlacementPolicy.named("locality");
    List<String> first = place(policy, "a", "b", "c");
    assertThat(place(policy, "a", "b", "c")).isEqualTo(first);
    List<String> without = place(policy, "a", "b");
    assertThat(without).doesNotContain("c");
  }

  @Test
  void localityGivesAWorkerThatJoinsItsShare() {
    PlacementPolicy policy = PlacementPolicy.named("locality");
    place(policy, "a", "b");
    assertThat(Collections.frequency(place(policy, "a", "b", "c"), "c")).isEqualTo(4);
  }

  private static Map<String, Set<String>> memory(List<String> placed) {
    Map<String, Set<String>> memory = new HashMap<>();
    for (int i = 0; i < placed.size(); i++) {
      memory.put("p" + i, Set.of(placed.get(i)));
    }
    return memory;
  }

  private static List<String> place(
      PlacementPolicy policy, Map<String, Set<String>> memory, String... addresses) {
    return policy.place(TWELVE, workers(addresses), id -> memory.getOrDefault(id, Set.of()));
  }

  private static long moved(List<String> before, List<String> after) {
    return IntStream.range(0, 12).filter(i -> !before.get(i).equals(after.get(i))).count();
  }

  @Test
  void localityMovesOnlyTheShareOfTheWorkerThatJoins() {
    PlacementPolicy policy = PlacementPolicy.named("locality");
    List<String> first = place(policy, "a", "b");
    Map<String, Set<String>> memory = memory(first);
    List<String> joined = place(policy, memory, "a", "b", "c");
    assertThat(moved(first, joined)).isEqualTo(4);
    assertThat(Collections.frequency(joined, "c")).isEqualTo(4);
    for (int i = 0; i < 12; i++) {
      memory.merge("p" + i, Set.of(joined.get(i)), PlacementPolicyTest::union);
    }
    assertThat(place(policy, memory, "a", "b", "c"))
        .as("nothing moves after that")
        .isEqualTo(joined);
    PlacementPolicy restarted = PlacementPolicy.named("locality");
    assertThat(fromMemory(place(restarted, memory, "a", "b", "c"), memory))
        .as("nor when only what is in memory is known")
        .isTrue();
  }

  private static boolean fromMemory(List<String> placed, Map<String, Set<String>> memory) {
    return IntStream.range(0, 12)
        .allMatch(i -> memory.getOrDefault("p" + i, Set.of()).contains(placed.get(i)));
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    return Stream.concat(a.stream(), b.stream()).collect(Collectors.toSet());
  }

  @Test
  void localityGivesAWorkerThatWasAwayBackWhatItHasInMemory() {
    PlacementPolicy policy = PlacementPolicy.named("locality");
    List<String> first = place(policy, "a", "b", "c");
    Map<String, Set<String>> memory = memory(first);
    List<String> without = place(policy, memory, "a", "b");
    for (int i = 0; i < 12; i++) {
      memory.merge("p" + i, Set.of(without.get(i)), PlacementPolicyTest::union);
    }
    assertThat(place(policy, memory, "a", "b", "c")).isEqualTo(first);
  }

  @Test
  void localitySharesAreEvenToOnePartition() {
    PlacementPolicy policy = PlacementPolicy.named("locality");
    place(policy, "a");
    List<String> placed = place(policy, "a", "b", "c", "d", "e");
    assertThat(Stream.of("a", "b", "c", "d", "e").map(w -> Collections.frequency(placed, w)))
        .allMatch(count -> count == 2 || count == 3);
  }

  @Test
  void localitySpreadsManySmallTables() {
    PlacementPolicy policy = PlacementPolicy.named("locality");
    List<String> placed =
        IntStream.range(0, 9)
            .mapToObj(i -> policy.place(List.of(ofTable(i)), workers("a", "b", "c"), p -> Set.of()))
            .map(List::getFirst)
            .toList();
    assertThat(Collections.frequency(placed, "a")).isEqualTo(3);
    assertThat(Collections.frequency(placed, "b")).isEqualTo(3);
  }

  private static PartitionRef ofTable(int i) {
    PartitionRef p = partition(i);
    return new PartitionRef(p.id(), TableName.parse("s.t" + i), p.store(), p.format(), p.slices());
  }

  @Test
  void leastLoadedFillsTheEmptierWorkerFirst() {
    List<WorkerView> workers = List.of(worker("a", 1L << 20), worker("b", 0));
    List<String> placed =
        PlacementPolicy.named("least-loaded").place(TWELVE, workers, id -> Set.of());
    assertThat(placed).containsOnly("b");
  }

  @Test
  void anUnknownPolicyIsAnErrorThatNamesThoseThereAre() {
    assertThatThrownBy(() -> PlacementPolicy.named("nearest"))
        .isInstanceOf(TadashiException.class)
        .hasMessageContaining("locality");
  }
}
