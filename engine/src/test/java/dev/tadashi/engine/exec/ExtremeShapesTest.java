package dev.tadashi.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.testing.TestCluster;
import dev.tadashi.engine.testing.TestTable;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StagePlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables and aggregations of unusual shape: right answers or clear errors, and nothing is left. */
class ExtremeShapesTest {
  private static List<List<@Nullable Object>> run(String spec, TestTable table) {
    try (TestCluster cluster = new TestCluster(3)) {
      return cluster.run(spec, table, 3, 2);
    }
  }

  private static String columns(int n, String type) {
    StringJoiner columns = new StringJoiner("; ");
    IntStream.range(0, n).forEach(i -> columns.add("c" + i + " " + type));
    return columns.toString();
  }

  @Test
  void aThousandKeyColumns() {
    TestTable table = new TestTable(columns(1_000, "int32"));
    for (int row = 0; row < 300; row++) {
      @Nullable Object[] values = new @Nullable Object[1_000];
      for (int i = 0; i < values.length; i++) {
        values[i] = i == row % 50 ? null : (long) (i % 7);
      }
      table.row(values);
    }
    StringJoiner by = new StringJoiner(",", "[", "]");
    IntStream.range(0, 1_000).forEach(i -> by.add("'c" + i + "'"));
    List<List<@Nullable Object>> found =
        run("{'table':'t','by':" + by + ",'aggregates':[{'fn':'count','as':'n'}]}", table);
    assertThat(found).hasSize(50).allSatisfy(row -> assertThat(row.getLast()).isEqualTo(6L));
  }

  @Test
  void aThousandAggregates() {
    TestTable table = new TestTable("k int32; v int64; s varchar");
    IntStream.range(0, 500).forEach(i -> table.row((long) (i % 3), (long) i, "s" + i));
    String[] functions = {"sum", "min", "max", "avg", "median", "count_distinct", "mode", "stddev"};
    StringJoiner aggregates = new StringJoiner(",", "[", "]");
    for (int i = 0; i < 1_000; i++) {
      aggregates.add("{'fn':'%s','column':'v','as':'a%d'}".formatted(functions[i % 8], i));
    }
    List<List<@Nullable Object>> found =
        run("{'table':'t','by':['k'],'aggregates':" + aggregates + "}", table);
    assertThat(found).hasSize(3);
    for (List<@Nullable Object> row : found) {
      for (int i = 8; i < 1_000; i++) {
        assertThat(row.get(1 + i)).isEqualTo(row.get(1 + i % 8));
      }
    }
  }

  @Test
  void textsOfSixteenMebibytes() {
    String large = "x".repeat(16 << 20);
    TestTable table = new TestTable("k varchar; v varchar");
    table.row(large, "a").row("short", large).row(large, large).row(null, null).row("short", "b");
    List<List<@Nullable Object>> found =
        run(
            "{'table':'t','by':['k'],'aggregates':[{'fn':'max','column':'v','as':'m'},"
                + "{'fn':'count_distinct','column':'v','as':'d'},{'fn':'mode','column':'v','as':'o'},"
                + "{'fn':'max','args':[{'col':'v'},{'lit':2}],'as':'l'}]}",
            table);
    Map<String, List<@Nullable Object>> rows = new HashMap<>();
    found.forEach(row -> rows.put(String.valueOf(row.getFirst()), row));
    assertThat(rows).hasSize(3);
    assertThat(Objects.requireNonNull(rows.get(large)).subList(1, 3)).asString().contains("x, 2");
    assertThat(Objects.requireNonNull(rows.get("short")).get(2)).isEqualTo(2L);
    assertThat(Objects.requireNonNull(rows.get("short")).get(1)).asString().hasSize(16 << 20);
  }

  @Test
  void columnsOfNothingButNulls() {
    String types = "int8; int64; uint64; float32; float64; varchar; bool; date; decimal(30,4)";
    List<String> names = new ArrayList<>();
    StringJoiner columns = new StringJoiner("; ");
    for (String type : types.split("; ")) {
      names.add("c" + names.size());
      columns.add(names.getLast() + " " + type);
    }
    TestTable table = new TestTable(columns.toString());
    IntStream.range(0, 100).forEach(i -> table.row(new @Nullable Object[names.size()]));
    StringJoiner aggregates = new StringJoiner(",", "[", "]");
    names.forEach(name -> {
      for (String function : List.of("count", "count_distinct", "min", "mode", "any_value")) {
        aggregates.add("{'fn':'%s','column':'%s'}".formatted(function, name));
      }
      aggregates.add(
          "{'fn':'max','args':[{'col':'%s'},{'lit':2}],'as':'m%s'}".formatted(name, name));
      aggregates.add(
          "{'fn':'arg_min','args':[{'col':'%s'},{'col':'c0'}],'as':'b%s'}".formatted(name, name));
    });
    String by = "['" + String.join("','", names) + "']";
    List<List<@Nullable Object>> found =
        run("{'table':'t','by':" + by + ",'aggregates':" + aggregates + "}", table);
    assertThat(found).hasSize(1);
    for (int i = 0; i < names.size(); i++) {
      assertThat(found.getFirst().get(i)).isNull();
      List<@Nullable Object> results =
          found.getFirst().subList(names.size() + i * 7, names.size() + i * 7 + 7);
      assertThat(results).containsExactly(0L, 0L, null, null, null, null, null);
    }
  }

  @Test
  void notANumberAndTheZerosAsKeys() {
    double otherNan = Double.longBitsToDouble(0x7FF8_0000_0000_1234L);
    TestTable table = new TestTable("k float64; j float32");
    for (double key : new double[] {Double.NaN, otherNan, -Double.NaN, 0.0, -0.0, 1.0}) {
      table.row(key, key);
    }
    List<List<@Nullable Object>> found =
        run("{'table':'t','by':['k','j'],'aggregates':[{'fn':'count','as':'n'}]}", table);
    Map<Object, Object> counts = new HashMap<>();
    found.forEach(
        row -> counts.put(Objects.requireNonNull(row.get(0)), Objects.requireNonNull(row.get(2))));
    assertThat(counts).isEqualTo(Map.of(Double.NaN, 3L, 0.0, 2L, 1.0, 1L));
  }

  /** Each partition has a dictionary of its own, or none, and some grow while rows are read. */
  @Test
  void partitionsOfDifferentDictionaries() {
    TestTable table = new TestTable("k varchar; v int64");
    Map<String, Long> expected = new HashMap<>();
    for (int row = 0; row < 60_000; row++) {
      String key =
          row < 20_000 ? "a" + row % 10 : row < 40_000 ? "b" + row % 9_000 : "a" + row % 11;
      table.row(key, 1L);
      expected.merge(key, 1L, Long::sum);
    }
    List<List<@Nullable Object>> found =
        run("{'table':'t','by':['k'],'aggregates':[{'fn':'sum','column':'v','as':'n'}]}", table);
    Map<String, BigDecimal> sums = new HashMap<>();
    found.forEach(row -> sums.put(String.valueOf(row.get(0)), (BigDecimal) row.get(1)));
    assertThat(sums).hasSameSizeAs(expected);
    expected.forEach(
        (key, count) -> assertThat(sums.get(key)).isEqualByComparingTo(BigDecimal.valueOf(count)));
  }

  @Test
  void theRowThatFailsIsNamed() {
    TestTable table = new TestTable("k int32; v int64");
    IntStream.range(0, 20_000).forEach(i -> table.row((long) (i % 3), (long) (i - 13_001)));
    String divided = "{'op':'/','args':[{'lit':1},{'col':'v'}]}";
    for (String spec :
        List.of(
            "{'table':'t','by':['k'],'aggregates':[{'fn':'max','expr':%s,'as':'m'}]}",
            "{'table':'t','aggregates':[{'fn':'count'}],'where':{'op':'>','args':[%s,{'lit':5}]}}")) {
      StagePlan plan = TestCluster.stage(TestCluster.plan(spec.formatted(divided), table));
      try (TestCluster cluster = new TestCluster(3);
          TestTable.Source source =
              table.source(
                  cluster.allocator(),
                  ((StageInput.Table) plan.input()).columns(),
                  0,
                  20_000,
                  10_000)) {
        assertThatThrownBy(
                () -> SplitRunner.run(cluster.context(), plan, source, SplitProgress.NONE))
            .hasMessageContaining("division by zero")
            .hasMessageContaining("row=1:3001");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"fn\":\"sum\",\"column\":\"big\",\"as\":\"x\"}', NUMERIC_OVERFLOW, out of the range",
    "'{\"fn\":\"sum\",\"expr\":{\"op\":\"*\",\"args\":[{\"col\":\"v\"},{\"col\":\"v\"}]},\"as\":\"x\"}',"
        + " NUMERIC_OVERFLOW, out of the range",
    "'{\"fn\":\"max\",\"expr\":{\"op\":\"/\",\"args\":[{\"col\":\"v\"},{\"col\":\"zero\"}]},\"as\":\"x\"}',"
        + " DIVISION_BY_ZERO, division by zero",
    "'{\"fn\":\"max\",\"args\":[{\"col\":\"v\"},{\"lit\":0}],\"as\":\"x\"}', INVALID_ARGUMENT, from 1",
    "'{\"fn\":\"quantile_cont\",\"args\":[{\"col\":\"v\"},{\"lit\":2}],\"as\":\"x\"}',"
        + " INVALID_ARGUMENT, from 0 to 1",
    "'{\"fn\":\"quantile_disc\",\"args\":[{\"col\":\"v\"},{\"col\":\"v\"}],\"as\":\"x\"}',"
        + " INVALID_ARGUMENT, constant",
    "'{\"fn\":\"corr\",\"column\":\"v\",\"as\":\"x\"}', INVALID_ARGUMENT, takes 2",
    "'{\"fn\":\"corr\",\"args\":[{\"col\":\"v\"},{\"col\":\"s\"}],\"as\":\"x\"}', TYPE_MISMATCH, varchar",
    "'{\"fn\":\"bit_or\",\"column\":\"big\",\"as\":\"x\"}', TYPE_MISMATCH, decimal",
    "'{\"fn\":\"corr\",\"args\":[{\"col\":\"v\"},{\"col\":\"v\"}],\"distinct\":true,\"as\":\"x\"}',"
        + " INVALID_ARGUMENT, no DISTINCT",
  })
  void clearErrors(String aggregate, String code, String says) {
    TestTable table = new TestTable("v int64; zero int64; big decimal(38,0); s varchar");
    BigDecimal most = new BigDecimal("9".repeat(38));
    IntStream.range(0, 10).forEach(i -> table.row(Long.MAX_VALUE - i, (long) i % 2, most, "s"));
    String spec = "{\"table\":\"t\",\"aggregates\":[" + aggregate + "]}";
    assertThatThrownBy(() -> run(spec, table))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code().name()).isEqualTo(code))
        .hasMessageContaining(says);
  }
}
