package dev.tadashi.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.testing.TestCluster;
import dev.tadashi.engine.testing.TestTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** About as many groups as rows: rows are dealt to buckets, and nothing is lost on the way. */
class ManyGroupsTest {
  private static final int ROWS = 200_000;
  private static final String SPEC =
      "{'table':'t','by':['k','s'],'aggregates':[{'fn':'count','as':'n'},"
          + "{'fn':'count','column':'v','as':'vs'},{'fn':'sum','column':'v','as':'sum'},"
          + "{'fn':'min','column':'v','as':'least'},{'fn':'max','column':'f','as':'most'}]}";
  private static final String NUMBERS = SPEC.replace("'s'", "'i'");

  /** How keys come, each a trap of its own. */
  enum Keys {
    /** Each key once or twice. */
    RANDOM,
    /** Each key beyond all before it, so that the packing is widened again and again. */
    RISING,
    /** Most rows are one group, which the threads' tables hold already. */
    ONE_HEAVY,
    /** Too wide to be packed from some row on. */
    WIDE_LATER;

    long key(int row, Random random) {
      return switch (this) {
        case RANDOM -> random.nextInt(ROWS);
        case RISING -> 1L << 40 | (long) row * 1_000;
        case ONE_HEAVY -> row % 3 == 0 ? 7 : random.nextInt(1 << 30);
        case WIDE_LATER -> row < ROWS / 2 ? row : random.nextLong();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void allRowsAreInTheirGroups(Keys keys) {
    Random random = new Random(11);
    TestTable table = new TestTable("k int64; s varchar; i int32; v int32; f float64");
    for (int row = 0; row < ROWS; row++) {
      table.row(
          random.nextInt(50) == 0 ? null : keys.key(row, random),
          random.nextInt(9) == 0 ? null : "s" + random.nextInt(3),
          random.nextInt(9) == 0 ? null : (long) random.nextInt(3),
          random.nextInt(6) == 0 ? null : (long) random.nextInt(-100, 100),
          random.nextInt(6) == 0 ? null : random.nextInt(100) / 4.0);
    }
    try (TestCluster cluster = new TestCluster(5)) {
      // Texts are of one dictionary or of several, as the partitions are cut.
      check(table, cluster.run(SPEC, table, 1, 1), 1);
      check(table, cluster.run(NUMBERS, table, 1, 3), 2);
    }
  }

  /** Memory so small that rows are drained while others are still dealt. */
  @Test
  void rowsAreDrainedBeforeMemoryIsShort() {
    Random random = new Random(12);
    TestTable table = new TestTable("k int64; s varchar; i int32; v int32; f float64");
    for (int row = 0; row < ROWS; row++) {
      table.row((long) random.nextInt(1 << 28), "s", (long) random.nextInt(3), 1L, 0.5);
    }
    try (TestCluster cluster = new TestCluster(5, 200L << 20)) {
      check(table, cluster.run(NUMBERS, table, 1, 1), 2);
    }
  }

  private static void check(TestTable table, List<List<@Nullable Object>> found, int second) {
    Map<List<@Nullable Object>, @Nullable Object[]> expected = new HashMap<>();
    for (@Nullable Object[] row : table.rows()) {
      @Nullable Object[] group =
          expected.computeIfAbsent(
              Arrays.asList(row[0], row[second]),
              key -> new @Nullable Object[] {0L, 0L, null, null, null});
      group[0] = sum(group[0], 1);
      if (row[3] instanceof Long value) {
        group[1] = sum(group[1], 1);
        group[2] = sum(group[2], value);
        group[3] = group[3] instanceof Long least ? Math.min(least, value) : value;
      }
      if (row[4] instanceof Double value) {
        group[4] = group[4] instanceof Double most ? Math.max(most, value) : value;
      }
    }
    assertThat(found).hasSize(expected.size());
    for (List<@Nullable Object> row : found) {
      List<@Nullable Object> values = new ArrayList<>();
      row.subList(2, 7)
          .forEach(value -> values.add(value instanceof Integer i ? (Long) (long) i : value));
      assertThat(values)
          .as("group %s", row.subList(0, 2))
          .isEqualTo(Arrays.asList(expected.get(Arrays.asList(row.get(0), plain(row.get(1))))));
    }
  }

  private static long sum(@Nullable Object before, long value) {
    return before instanceof Long number ? number + value : value;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Number number when !(value instanceof Double) -> (Object) number.longValue();
      case Double number -> number;
      default -> value.toString();
    };
  }
}
