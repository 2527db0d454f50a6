package dev.tadashi.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.testing.TestCluster;
import dev.tadashi.engine.testing.TestTable;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.junit.jupiter.api.Test;

/** Units come from the network: whatever their bytes are, they are merged or refused. */
class HostileUnitTest {
  private static final String SPEC =
      "{'table':'t','aggregates':[{'fn':'count_distinct','column':'s'},"
          + "{'fn':'max','column':'s'},{'fn':'avg','column':'x'},{'fn':'min','column':'b'}]}";

  private static TestTable table() {
    TestTable table = new TestTable("s varchar; x float64; b bool");
    for (long i = 0; i < 500; i++) {
      table.row(i % 9 == 0 ? null : "text" + i % 40, i * 0.5, i % 2 == 0);
    }
    return table;
  }

  /** What to do with a sealed unit. */
  private interface Try {
    void accept(TestCluster cluster, StagePlan plan, ArrowBuf unit);
  }

  private static void withUnit(Try body) {
    TestTable table = table();
    StagePlan plan = TestCluster.stage(TestCluster.plan(SPEC, table));
    try (TestCluster cluster = new TestCluster(1);
        TestTable.Source source =
            table.source(
                cluster.allocator(), ((StageInput.Table) plan.input()).columns(), 0, 500, 100);
        SealedOutput output =
            SplitRunner.run(cluster.context(), plan, source, SplitProgress.NONE)) {
      body.accept(cluster, plan, output.slice(0));
    }
  }

  private static void merge(TestCluster cluster, StageOutput output, ArrowBuf unit, long size) {
    try (BucketMerger merger = BucketMerger.create(cluster.context(), output, 0, 0)) {
      merger.merge(0, 0, unit, size);
    }
  }

  private static void assertRefused(Runnable merge) {
    assertThatThrownBy(merge::run)
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL));
  }

  @Test
  void cutShortAnywhere() {
    withUnit((cluster, plan, unit) -> {
      for (long size = 1; size < unit.writerIndex(); size += 7) {
        long cut = size;
        assertRefused(() -> merge(cluster, plan.output(), unit, cut));
      }
      assertRefused(() -> merge(cluster, plan.output(), unit, unit.capacity() + 1));
    });
  }

  @Test
  void anyBytesChanged() {
    withUnit((cluster, plan, unit) -> {
      Random random = new Random(11);
      int size = (int) unit.writerIndex();
      byte[] good = new byte[size];
      unit.getBytes(0, good);
      int refused = 0;
      for (int i = 0; i < 5_000; i++) {
        byte[] bad = good.clone();
        // Most of the flips hit the metadata and offsets at the front.
        int reach = random.nextInt(4) == 0 ? size : Math.min(size, 700);
        for (int flip = random.nextInt(3); flip >= 0; flip--) {
          bad[random.nextInt(reach)] = (byte) random.nextInt();
        }
        unit.setBytes(0, bad);
        refused += merges(cluster, plan.output(), unit, size) ? 0 : 1;
      }
      assertThat(refused).isGreaterThan(100);
    });
  }

  private static boolean merges(TestCluster cluster, StageOutput output, ArrowBuf unit, long size) {
    try {
      merge(cluster, output, unit, size);
      return true;
    } catch (TadashiException e) {
      assertThat(e.code()).isIn(ErrorCode.PROTOCOL, ErrorCode.NUMERIC_OVERFLOW);
      return false;
    }
  }

  @Test
  void ofAnotherBucketOrPlan() {
    TestTable table = table();
    StagePlan plan = TestCluster.stage(TestCluster.plan("{'table':'t','by':['s']}", table));
    withUnit((cluster, other, unit) -> {
      assertRefused(() -> {
        try (BucketMerger merger = BucketMerger.create(cluster.context(), plan.output(), 0, 255)) {
          merger.merge(0, 0, unit, unit.writerIndex());
        }
      });
      assertRefused(() -> {
        try (BucketMerger merger = BucketMerger.create(cluster.context(), plan.output(), 8, 9)) {
          merger.merge(0, 7, unit, unit.writerIndex());
        }
      });
    });
  }
}
