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
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlacementPolicyTest {
  private static final List<PartitionRef> TWELVE =
      IntStream.range(0, 12).mapToObj(PlacementPolicyTest::partition).toList();

  private static PartitionRef partition(int i) {
    FileSlice slice = new FileSlice("f" + i, "e", 1_000, 0, 1, 1, 10, 1_000);
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
