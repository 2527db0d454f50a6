package dev.tadashi.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.testing.TestCluster;
import dev.tadashi.engine.testing.TestTable;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stages as a cluster runs them: order, limit, no rows, failure, cancel, too little memory. */
class StageTest {
  private static TestTable numbered(int rows) {
    TestTable table = new TestTable("k int64; v int32; s varchar; x float64");
    for (long i = 0; i < rows; i++) {
      table.row(i % 1_000, i, i % 7 == 0 ? null : "s" + i % 5, i % 3 == 0 ? null : i * 0.5);
    }
    return table;
  }

  private static String texts(List<List<@Nullable Object>> rows) {
    return String.join(
        "; ",
        rows.stream()
            .map(row -> String.join(" ", row.stream().map(String::valueOf).toList()))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "3, 4", "7, 256"})
  void ordersAndCutsTheSameOnAnyCluster(int splits, int owners) {
    String spec =
        "{'table':'t','by':['s'],'aggregates':[{'fn':'count','as':'n'},{'fn':'sum','column':'v',"
            + "'as':'v'}],'having':{'op':'>','args':[{'col':'n'},{'lit':100}]},"
            + "'order_by':[{'by':'s','desc':true}],'limit':3,'offset':1}";
    try (TestCluster cluster = new TestCluster(7)) {
      assertThat(texts(cluster.run(spec, numbered(2_000), splits, owners))).isEqualTo(expected());
    }
  }

  private static String expected() {
    List<String> rows = new ArrayList<>();
    for (int s = 4; s >= 2; s--) {
      long count = 0;
      long sum = 0;
      for (long i = 0; i < 2_000; i++) {
        if (i % 7 != 0 && i % 5 == s) {
          count++;
          sum += i;
        }
      }
      rows.add("s" + s + " " + count + " " + sum);
    }
    return String.join("; ", rows);
  }

  @Test
  void nullsGoLastAscendingAndFirstDescending() {
    TestTable table = new TestTable("x float64");
    table.row(1.0).row((Object) null).row(Double.NaN).row(-0.0).row(Double.NEGATIVE_INFINITY);
    String spec = "{'table':'t','by':['x'],'order_by':[{'by':'x'%s}]}";
    try (TestCluster cluster = new TestCluster(1)) {
      assertThat(texts(cluster.run(spec.formatted(""), table, 2, 3)))
          .isEqualTo("-Infinity; 0.0; 1.0; NaN; null");
      assertThat(texts(cluster.run(spec.formatted(",'desc':true"), table, 2, 1)))
          .isEqualTo("null; NaN; 1.0; 0.0; -Infinity");
      assertThat(texts(cluster.run(spec.formatted(",'nulls':'first'"), table, 1, 1)))
          .isEqualTo("null; -Infinity; 0.0; 1.0; NaN");
    }
  }

  @Test
  void theFirstOfManyInOrder() {
    String spec =
        "{'table':'t','by':['v'],'order_by':[{'by':'v','desc':true}],'limit':%s,'offset':%s}";
    try (TestCluster cluster = new TestCluster(3)) {
      TestTable table = numbered(30_000);
      assertThat(texts(cluster.run(spec.formatted(3, 2), table, 2, 3)))
          .isEqualTo("29997; 29996; 29995");
      assertThat(cluster.run(spec.formatted(20_000, 0), table, 2, 2))
          .hasSize(20_000)
          .endsWith(List.of(10_000));
      assertThat(cluster.run(spec.formatted(5, 40_000), table, 1, 1)).isEmpty();
      assertThat(cluster.run(spec.formatted(0, 0), table, 1, 2)).isEmpty();
    }
  }

  @Test
  void noRowsGiveOneGroupWithoutKeysAndNoneWithKeys() {
    String all = "'aggregates':[{'fn':'count','as':'n'},{'fn':'sum','column':'v','as':'v'}]}";
    try (TestCluster cluster = new TestCluster(3)) {
      TestTable empty = numbered(0);
      assertThat(texts(cluster.run("{'table':'t'," + all, empty, 2, 1))).isEqualTo("0 null");
      assertThat(cluster.run("{'table':'t','by':['k']," + all, empty, 2, 2)).isEmpty();
      try (BucketMerger untouched =
              BucketMerger.create(
                  cluster.context(), stage("{'table':'t'," + all, empty).output(), 0, 0);
          ResultRows result = untouched.finish(List.of())) {
        assertThat(texts(TestCluster.read(result))).isEqualTo("0 null");
      }
    }
  }

  private static StagePlan stage(String spec, TestTable table) {
    return TestCluster.stage(TestCluster.plan(spec, table));
  }

  @Test
  void aFullyFilteredTableWithManyKeysOfNulls() {
    String spec =
        "{'table':'t','by':['k','s','x'],'aggregates':[{'fn':'count','as':'n'}],"
            + "'where':{'op':'is_null','args':[{'col':'%s'}]}}";
    try (TestCluster cluster = new TestCluster(3)) {
      assertThat(cluster.run(spec.formatted("k"), numbered(5_000), 2, 2)).isEmpty();
      List<List<@Nullable Object>> groups = cluster.run(spec.formatted("x"), numbered(5_000), 2, 2);
      assertThat(groups).allSatisfy(group -> assertThat(group.get(2)).isNull());
      assertThat(
              groups.stream().mapToLong(group -> (Long) Objects.requireNonNull(group.get(3))).sum())
          .isEqualTo(1_667);
      assertThat(groups.stream().map(group -> group.subList(0, 2))).doesNotHaveDuplicates();
    }
  }

  @Test
  void aLoadOpensEveryPartOnce() {
    try (TestCluster cluster = new TestCluster(3)) {
      TestTable table = numbered(100);
      Schema schema = table.schema();
      StagePlan plan =
          new StagePlan(
              0,
              new StageInput.Exchange(0),
              List.of(),
              new StageOutput.Nothing(),
              List.of(),
              false);
      AtomicInteger rows = new AtomicInteger();
      try (TestTable.Source source = table.source(cluster.allocator(), schema.fields(), 0, 100, 9);
          SealedOutput output =
              SplitRunner.run(
                  cluster.context(), plan, source, (part, n) -> rows.addAndGet((int) n))) {
        assertThat(output.buckets()).isZero();
        assertThat(source.opened()).isEqualTo(12);
        assertThat(source.open()).isZero();
      }
      assertThat(rows).hasValue(100);
    }
  }

  @Test
  void columnsThatAreOnlyPickedStayWhereTheyAre() {
    TestTable table = numbered(2_000);
    Schema schema = table.schema();
    RowStep.Project pick = new RowStep.Project(List.of(ref(schema, "s"), ref(schema, "v")));
    StageOutput.Rows output = new StageOutput.Rows(pick.output(schema));
    StagePlan plan =
        new StagePlan(0, new StageInput.Exchange(0), List.of(pick), output, List.of(), false);
    try (TestCluster cluster = new TestCluster(2);
        TestTable.Source source =
            table.source(cluster.allocator(), schema.fields(), 0, 2_000, 300).staying()) {
      List<List<@Nullable Object>> copied = new ArrayList<>();
      try (BucketMerger here = BucketMerger.create(cluster.context(), output, 0, 0)) {
        try (SealedOutput sealed =
                SplitRunner.run(cluster.context(), plan, source, SplitProgress.NONE);
            BucketMerger elsewhere = BucketMerger.create(cluster.context(), output, 0, 0)) {
          here.merge(0, 0, sealed);
          elsewhere.merge(0, 0, sealed.slice(0), sealed.size(0));
          try (ResultRows rows = elsewhere.finish(List.of())) {
            copied.addAll(TestCluster.read(rows));
          }
        }
        assertThat(source.open()).isEqualTo(source.parts());
        try (ResultRows rows = here.finish(List.of())) {
          assertThat(TestCluster.read(rows)).isEqualTo(copied).hasSize(2_000);
        }
      }
      assertThat(source.open()).isZero();
    }
  }

  private static Named ref(Schema schema, String name) {
    int index = schema.require(name);
    return new Named(name, new RowExpr.Ref(index, schema.field(index).type()));
  }

  @Test
  void resultsAreCutIntoBatchesAndReadAsAStream() throws IOException {
    TestTable table = new TestTable("k int64; s varchar; b bool; d decimal(9,2); t time(ms)");
    for (long i = 0; i < 40_000; i++) {
      table.row(i, "x".repeat(100) + i, i % 2 == 0, null, i);
    }
    String spec = "{'table':'t','by':['k','s','b','d','t'],'order_by':[{'by':'k'}]}";
    try (TestCluster cluster = new TestCluster(3)) {
      assertThat(cluster.run(spec, table, 1, 1)).hasSize(40_000);
      StagePlan plan = stage(spec, table);
      try (TestTable.Source source =
              table.source(cluster.allocator(), table.schema().fields(), 0, 40_000, 9_000);
          SealedOutput output =
              SplitRunner.run(cluster.context(), plan, source, SplitProgress.NONE);
          BucketMerger merger = BucketMerger.create(cluster.context(), plan.output(), 0, 255)) {
        for (int bucket = 0; bucket < 256; bucket++) {
          TestCluster.merge(merger, output, 0, bucket);
        }
        assertThat(merger.bytes()).isPositive();
        try (ResultRows result = merger.finish(plan.finish());
            RootAllocator reading = new RootAllocator();
            ArrowStreamReader reader =
                new ArrowStreamReader(new ByteArrayInputStream(result.toStream()), reading)) {
          assertThat(result.batches()).isBetween(3, 6);
          assertThat(result.bytes()).isGreaterThan(40_000 * 100);
          int rows = 0;
          while (reader.loadNextBatch()) {
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            assertThat(batch.getVector("k").getObject(0)).isEqualTo((long) rows);
            assertThat(batch.getVector("s").getObject(0)).hasToString("x".repeat(100) + rows);
            rows += batch.getRowCount();
          }
          assertThat(rows).isEqualTo(40_000);
        }
      }
    }
  }

  @Test
  void unitsAreWrittenAsTheyAreSliced() throws IOException {
    TestTable table = numbered(2_000);
    StagePlan plan = stage("{'table':'t','by':['k']}", table);
    try (TestCluster cluster = new TestCluster(3);
        TestTable.Source source = table.source(cluster.allocator(), columns(plan), 0, 2_000, 300);
        SealedOutput output =
            SplitRunner.run(cluster.context(), plan, source, SplitProgress.NONE)) {
      long total = 0;
      for (int bucket = 0; bucket < output.buckets(); bucket++) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        output.write(bucket, Channels.newChannel(bytes));
        assertThat(bytes.size()).isEqualTo((int) output.size(bucket));
        total += bytes.size();
      }
      assertThat(output.totalBytes()).isBetween(total / 8, total * 2);
      assertThat(output.rows()).isEqualTo(1_000);
    }
  }

  private static List<Field> columns(StagePlan plan) {
    return ((StageInput.Table) plan.input()).columns();
  }

  @Test
  void cancelStopsWithinAChunkAndLeavesNothing() {
    TestTable table = numbered(50_000);
    StagePlan plan = stage("{'table':'t','by':['k'],'aggregates':[{'fn':'count'}]}", table);
    try (TestCluster cluster = new TestCluster(3);
        TestTable.Source source =
            table.source(cluster.allocator(), columns(plan), 0, 50_000, 10_000)) {
      AtomicInteger checks = new AtomicInteger();
      EngineContext whole = cluster.context();
      EngineContext context =
          new EngineContext(whole.allocator(), whole.pool(), 2, () -> checks.incrementAndGet() > 5);
      assertThatThrownBy(() -> SplitRunner.run(context, plan, source, SplitProgress.NONE))
          .isInstanceOf(CancellationException.class);
      assertThat(source.open()).isZero();
    }
  }

  @Test
  void aPartThatCannotBeOpenedFailsTheSplit() {
    TestTable table = numbered(50_000);
    StagePlan plan = stage("{'table':'t','by':['k'],'aggregates':[{'fn':'count'}]}", table);
    try (TestCluster cluster = new TestCluster(3);
        TestTable.Source source =
            table.source(cluster.allocator(), columns(plan), 0, 50_000, 10_000)) {
      RowSource failing =
          new RowSource() {
            @Override
            public int parts() {
              return source.parts();
            }

            @Override
            public Partition open(int part) {
              if (part == 3) {
                throw new TadashiException(ErrorCode.FILE_CORRUPT, "part 3");
              }
              return source.open(part);
            }

            @Override
            public void done(int part) {
              source.done(part);
            }

            @Override
            public Schema schema() {
              return source.schema();
            }
          };
      assertFails(ErrorCode.FILE_CORRUPT, cluster.context(), plan, failing);
      assertThat(source.open()).isZero();
    }
  }

  private static void assertFails(
      ErrorCode code, EngineContext context, StagePlan plan, RowSource source) {
    assertThatThrownBy(() -> SplitRunner.run(context, plan, source, SplitProgress.NONE))
        .isInstanceOfSatisfying(TadashiException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void tooManyGroupsForTheMemoryIsAnErrorAndLeavesNothing() {
    TestTable table = numbered(100_000);
    StagePlan plan =
        stage("{'table':'t','by':['v'],'aggregates':[{'fn':'avg','column':'x'}]}", table);
    try (TestCluster cluster = new TestCluster(3, 5 << 20);
        TestTable.Source source =
            table.source(cluster.allocator(), columns(plan), 0, 100_000, 50_000)) {
      assertFails(ErrorCode.MEMORY_EXCEEDED, cluster.context(), plan, source);
      assertThat(source.open()).isZero();
    }
  }
}
