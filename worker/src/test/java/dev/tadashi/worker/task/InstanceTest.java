package dev.tadashi.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.exec.ResultRows;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.worker.task.Instance.Claim;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InstanceTest {
  private static final Stamp FIRST = new Stamp(1, 10);
  private static final Stamp SECOND = new Stamp(1, 11);

  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsLeft() {
    bench.close();
  }

  @Test
  void itIsCompleteWhenEverySplitIsAppliedToEveryBucket() {
    bench.own(FIRST, 2);
    applyAll(instance(FIRST), bench.sealed(0, new Stamp(1, 1), 0, 1_000));
    assertThat(bench.report().applied()).containsExactly(0);
    assertThat(bench.report().complete()).isFalse();
    applyAll(instance(FIRST), bench.sealed(1, new Stamp(1, 2), 500, 1_500));
    InstanceReport report = bench.report();
    assertThat(report.complete()).isTrue();
    assertThat(report.rows()).isEqualTo(1_500);
    assertThat(instance(FIRST).read(ResultRows::rows)).isEqualTo(1_500L);
  }

  @Test
  void aSmallResultRidesInTheReport() {
    bench.own(FIRST, 1);
    applyAll(instance(FIRST), bench.sealed(0, new Stamp(1, 1), 0, 10));
    assertThat(bench.report().result()).isNotEmpty();
  }

  @Test
  void aUnitIsClaimedOnceAndAppliedOnce() {
    bench.own(FIRST, 2);
    Instance instance = instance(FIRST);
    assertThat(instance.claim(0, 3)).isEqualTo(Claim.CLAIMED);
    assertThat(instance.claim(0, 3)).isEqualTo(Claim.TAKEN);
    instance.unclaim(0, 3);
    assertThat(instance.claim(0, 3)).isEqualTo(Claim.CLAIMED);
    assertThat(instance.apply(0, 3, null, 0)).isTrue();
    assertThat(instance.claim(0, 3)).isEqualTo(Claim.APPLIED);
    assertThat(instance.claim(2, 3)).isEqualTo(Claim.CLOSED);
    assertThat(instance.claim(0, Bench.BUCKETS)).isEqualTo(Claim.CLOSED);
  }

  @Test
  void aCorruptUnitDropsItForGood() {
    bench.own(FIRST, 1);
    Instance instance = instance(FIRST);
    assertThat(instance.claim(0, 0)).isEqualTo(Claim.CLAIMED);
    try (ArrowBuf noise = bench.allocator().buffer(64)) {
      noise.setZero(0, 64);
      noise.writerIndex(64);
      assertThat(instance.apply(0, 0, noise, 64)).isFalse();
    }
    assertThat(bench.report().dropped()).isTrue();
    assertThat(bench.report().error()).isNotNull();
    assertThat(bench.report().complete()).isFalse();
    assertThat(instance.claim(0, 1)).isEqualTo(Claim.CLOSED);
  }

  @Test
  void ordersWithAnotherEpochFreeItAndItIsNeverMadeAgain() {
    bench.own(FIRST, 1);
    Instance first = instance(FIRST);
    bench.own(SECOND, 1);
    assertThat(first.claim(0, 0)).isEqualTo(Claim.CLOSED);
    assertThat(bench.table().instance(Bench.TASK, 0, FIRST)).isNull();
    bench.own(FIRST, 1);
    assertThat(bench.table().instance(Bench.TASK, 0, FIRST)).isNull();
  }

  @Test
  void ordersThatNameNoOwnerTakeNothingAway() {
    bench.own(FIRST, 1);
    Instance first = instance(FIRST);
    bench.obey(List.of(), 1);
    assertThat(first.isClosed()).isFalse();
    assertThat(bench.table().instance(Bench.TASK, 0, FIRST)).isSameAs(first);
  }

  @Test
  void anInstanceOfAnotherProcessIsNotMade() {
    bench.obey(
        List.of(
            new dev.tadashi.model.control.BucketOwner(
                0, Bench.BUCKETS - 1, Bench.ADDRESS, "the process before", FIRST)),
        1);
    assertThat(bench.table().instance(Bench.TASK, 0, FIRST)).isNull();
  }

  @Test
  void aTaskThatOrdersDoNotNameIsDropped() {
    bench.own(FIRST, 1);
    Instance instance = instance(FIRST);
    bench.obey(List.of());
    assertThat(bench.table().knows(Bench.TASK)).isFalse();
    assertThat(instance.isClosed()).isTrue();
    assertThat(instance.apply(0, 0, null, 0)).isFalse();
  }

  @Test
  void olderOrdersAndThoseForAnotherProcessChangeNothing() {
    bench.own(FIRST, 1);
    Stamp obeyed = bench.table().obeyed();
    bench.table().obey(new Orders(new Stamp(0, 99), Bench.INCARNATION, false, false, List.of()));
    assertThat(bench.table().obeyed()).isEqualTo(obeyed);
    assertThat(bench.table().knows(Bench.TASK)).isTrue();
    Orders foreign = new Orders(new Stamp(9, 9), "other", false, false, List.of());
    assertThatThrownBy(() -> bench.table().obey(foreign))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE));
    assertThat(bench.table().knows(Bench.TASK)).isTrue();
  }

  @Test
  void aControlPlaneOfALowerEpochStartsAnew() {
    bench.own(FIRST, 1);
    bench.table().attached(1);
    assertThat(bench.table().knows(Bench.TASK)).isTrue();
    bench.table().attached(0);
    assertThat(bench.table().knows(Bench.TASK)).isFalse();
    bench.table().obey(new Orders(new Stamp(0, 1), Bench.INCARNATION, false, false, List.of()));
    assertThat(bench.table().obeyed()).isEqualTo(new Stamp(0, 1));
  }

  private Instance instance(Stamp epoch) {
    return java.util.Objects.requireNonNull(bench.table().instance(Bench.TASK, 0, epoch));
  }

  private static void applyAll(Instance instance, SplitRun run) {
    run.withOutput(sealed -> {
      for (int bucket = 0; bucket < sealed.buckets(); bucket++) {
        assertThat(instance.claim(run.order().split(), bucket)).isEqualTo(Claim.CLAIMED);
        long size = sealed.size(bucket);
        ArrowBuf unit = size == 0 ? null : sealed.slice(bucket);
        assertThat(instance.apply(run.order().split(), bucket, unit, size)).isTrue();
      }
      return true;
    });
  }
}
