package dev.tadashi.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.testing.RandomQueries;
import dev.tadashi.engine.testing.TestCluster;
import dev.tadashi.engine.testing.TestTable;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random aggregations give what DuckDB gives, however they are split. */
class DuckDbDifferentialTest {
  private static final int QUERIES = 400;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 70, 3_000, 10_000})
  void agreesOnTablesOf(int rows) throws SQLException {
    long seed = Long.getLong("tadashi.seed", System.nanoTime());
    System.out.println("seed " + seed + " rows " + rows + " (give it back: -Dtadashi.seed)");
    Random random = new Random(seed);
    TestTable table = RandomQueries.table(random, rows);
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        TestCluster cluster = new TestCluster(seed)) {
      RandomQueries.load(duckdb, table);
      for (int i = 0; i < QUERIES; i++) {
        RandomQueries.Query query = RandomQueries.query(random);
        List<List<@Nullable Object>> ours =
            cluster.run(query.spec(), table, 1 + random.nextInt(4), 1 + random.nextInt(3));
        compare(query, ours, duckdb);
      }
    }
  }

  private static void compare(
      RandomQueries.Query query, List<List<@Nullable Object>> ours, Connection duckdb)
      throws SQLException {
    TreeMap<String, List<@Nullable Object>> expected =
        byKey(read(duckdb, query.sql()), query.keys());
    TreeMap<String, List<@Nullable Object>> found = byKey(ours, query.keys());
    String what = query.spec() + "\n" + query.sql();
    assertThat(found.keySet()).as(what).isEqualTo(expected.keySet());
    expected.forEach((key, row) -> {
      List<@Nullable Object> other = Objects.requireNonNull(found.get(key));
      for (int i = query.keys(); i < row.size(); i++) {
        assertThat(same(row.get(i), other.get(i)))
            .as("%s%ncolumn %s: %s but found %s", what, i, row, other)
            .isTrue();
      }
    });
  }

  private static TreeMap<String, List<@Nullable Object>> byKey(
      List<List<@Nullable Object>> rows, int keys) {
    TreeMap<String, List<@Nullable Object>> map = new TreeMap<>();
    for (List<@Nullable Object> row : rows) {
      StringBuilder key = new StringBuilder();
      row.subList(0, keys).forEach(value -> key.append(text(value)).append('|'));
      assertThat(map.put(key.toString(), row)).as("group %s twice", key).isNull();
    }
    return map;
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case BigDecimal number -> number.stripTrailingZeros().toPlainString();
      case Double number -> Double.toString(number + 0.0);
      case Float number -> Double.toString(number + 0.0);
      case LocalDate date -> Long.toString(date.toEpochDay());
      case Timestamp time -> time.toLocalDateTime().toString();
      case Object other -> other.toString();
    };
  }

  private static boolean same(@Nullable Object expected, @Nullable Object found) {
    if (expected instanceof Number a && found instanceof Number b) {
      if (exact(a) && exact(b)) {
        return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
      }
      double x = a.doubleValue();
      double y = b.doubleValue();
      return Double.compare(x + 0.0, y + 0.0) == 0 || Math.abs(x - y) <= 1e-6 + 1e-9 * Math.abs(x);
    }
    if (expected instanceof Object[] list && found instanceof List<?> other) {
      return list.length == other.size()
          && IntStream.range(0, list.length).allMatch(i -> same(list[i], other.get(i)));
    }
    return text(expected).equals(text(found));
  }

  private static boolean exact(Number number) {
    return !(number instanceof Double) && !(number instanceof Float);
  }

  private static List<List<@Nullable Object>> read(Connection duckdb, String sql)
      throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          Object value = result.getObject(i);
          row.add(value instanceof Array list ? list.getArray() : value);
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
