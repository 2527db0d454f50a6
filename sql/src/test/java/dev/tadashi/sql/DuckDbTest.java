package dev.tadashi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.sql.testing.Flights;
import dev.tadashi.sql.testing.PlanRunner;
import dev.tadashi.sql.testing.Rows;
import dev.tadashi.sql.testing.TestCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Queries of {@code queries.sql} give what DuckDB gives, in one split and in several. A line that
 * begins with {@code =>} is what the query before it is called there.
 */
class DuckDbTest {
  private static final int ROWS = 700;
  private static final SqlSession SESSION =
      new SqlSession(List.of("main"), Instant.parse("2020-02-29T12:34:56.789Z"), List.of());

  private static final SqlPlanner PLANNER = new SqlPlanner();
  private static final TestCatalog CATALOG = new TestCatalog();
  private static @Nullable Connection duckdb;
  private static @Nullable PlanRunner runner;

  @BeforeAll
  static void load() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    duckdb = connection;
    Flights.create(connection, ROWS);
    List<List<Literal>> rows = Flights.rows(connection);
    assertThat(rows).hasSize(ROWS);
    runner = new PlanRunner(Flights.schema(), rows);
    CATALOG
        .table("flights", Flights.schema())
        .view("late", "select carrier, dep_delay as delay from flights where dep_delay > 30")
        .view("late_by_carrier", "select carrier, count(*) n from late group by carrier");
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(
          "create view late as select carrier, dep_delay as delay from flights"
              + " where dep_delay > 30");
      statement.execute(
          "create view late_by_carrier as select carrier, count(*) n from late group by carrier");
      statement.execute("set default_null_order = 'nulls_last_on_asc_first_on_desc'");
    }
  }

  @AfterAll
  static void close() throws SQLException {
    Objects.requireNonNull(runner).close();
    Objects.requireNonNull(duckdb).close();
  }

  record Case(String sql, String duckdb) {
    @Override
    public String toString() {
      return sql;
    }
  }

  static Stream<Case> queries() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = DuckDbTest.class.getResourceAsStream("/queries.sql")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (line.startsWith("=>")) {
          Case before = cases.removeLast();
          cases.add(new Case(before.sql(), line.substring(2).trim()));
        } else if (!line.isBlank() && !line.startsWith("--")) {
          cases.add(new Case(line, line));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void agrees(Case query) throws SQLException {
    PlannedStatement planned = PLANNER.plan(query.sql(), CATALOG, SESSION);
    PlannedStatement.Query plan = (PlannedStatement.Query) planned;
    boolean ordered = query.sql().replaceAll("\\([^()]*\\)", "").contains("order by");
    Rows expected = Rows.of(Objects.requireNonNull(duckdb), query.duckdb(), ordered);
    PlanRunner cluster = Objects.requireNonNull(runner);
    assertThat(plan.columnNames()).hasSize(expected.columns());
    expected.assertSame(cluster.run(plan.plan(), 1, 1), query.sql());
    expected.assertSame(cluster.run(plan.plan(), 3, 2), query.sql());
  }
}
