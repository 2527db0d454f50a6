package dev.tadashi.system.jdbc;

import static dev.tadashi.system.jdbc.NycCluster.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections and statements by the driver, with DuckDB's answers. */
final class JdbcDriverTest {
  @TempDir static Path dir;

  private static @Nullable NycCluster running;

  @BeforeAll
  static void start() throws Exception {
    running = new NycCluster(dir);
  }

  @AfterAll
  static void stop() {
    cluster().close();
  }

  private static NycCluster cluster() {
    return Objects.requireNonNull(running);
  }

  private static Connection duckdb() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      for (String table : List.of("airlines", "planes", "weather")) {
        statement.execute(
            "create view " + table + " as from '" + NycCluster.DATA + "/" + table + ".parquet'");
      }
      statement.execute(
          "create view flights as from '" + NycCluster.DATA + "/flights/**/*.parquet'");
    }
    return connection;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select carrier, count(*) n, max(distance) far from flights group by carrier order by 1",
        "select * from airlines order by carrier",
        "select origin, avg(dep_delay) from flights where month = 3 group by 1 order by 1",
        "select flight, dep_delay from flights where dep_delay > 600 order by 2 desc, 1",
        "select min(time_hour), max(time_hour) from flights",
        "select 1, 'x', null, true, cast(1.5 as decimal(5,2)), date '2020-02-29'",
      })
  void answersAreThoseOfDuckDb(String query) throws SQLException {
    try (Connection ours = cluster().connect("");
        Connection theirs = duckdb()) {
      assertThat(rows(ours, query)).isNotEmpty().isEqualTo(rows(theirs, query));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&user=anybody&password=anything",
        "&token=anything",
        "&catalog=tadashi",
        "&user=u&password=p&catalog=tadashi&retainCookies=false&threadPoolSize=2",
        "&application=a-header-that-nobody-knows",
      })
  void theDriversOptionsAreTaken(String options) throws SQLException {
    Connection connection = cluster().connect(options);
    assertThat(rows(connection, "select count(*) from nyc.airlines")).hasToString("[[16]]");
    assertThat(connection.isValid(5)).isTrue();
    closed(connection);
  }

  /** Version 18.3.0 of the driver fails to close when it has a catalog: arrow-java#66. */
  private static void closed(Connection connection) throws SQLException {
    try {
      connection.close();
    } catch (SQLException e) {
      assertThat(e.getCause()).hasStackTraceContaining("shutdown");
    }
  }

  @Test
  void anUnknownCatalogIsRefused() {
    assertThatThrownBy(() -> cluster().connect("&catalog=other"))
        .hasStackTraceContaining("Cannot set session option for catalog = Optional[other]");
  }

  @Test
  void whatAConnectionSetsHoldsForItAlone() throws SQLException {
    try (Connection one = cluster().connect("&user=u&password=p");
        Connection other = cluster().connect("");
        Statement statement = one.createStatement()) {
      assertThat(statement.executeUpdate("set priority = 4")).isZero();
      assertThat(rows(one, "show priority")).hasToString("[[4]]");
      assertThat(rows(other, "show priority")).hasToString("[[0]]");
    }
  }

  @Test
  void aStatementWithAnEffectIsRunOnce() throws SQLException {
    try (Connection connection = cluster().connect("");
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("create view few as select * from airlines limit 3")).isFalse();
      assertThat(rows(connection, "select count(*) from few")).hasToString("[[3]]");
      assertThatThrownBy(() -> statement.execute("create view few as select 1 as x"))
          .hasMessageContaining("there is a view 'main.few' already");
      statement.executeUpdate("drop view few");
      assertThat(rows(connection, "show tables from main")).isEmpty();
    }
  }

  @Test
  void aFetchedValueHasItsJdbcType() throws SQLException {
    try (Connection connection = cluster().connect("");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select cast(7 as integer) as i, 7.25 as d, 'text' as t, date '2024-02-29' as day,"
                    + " timestamp '2024-02-29 12:34:56.789' as moment, true as b")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt("i")).isEqualTo(7);
      assertThat(row.getBigDecimal("d")).isEqualByComparingTo("7.25");
      assertThat(row.getString("t")).isEqualTo("text");
      assertThat(row.getDate("day").toLocalDate()).hasToString("2024-02-29");
      assertThat(row.getTimestamp("moment").toLocalDateTime())
          .hasToString("2024-02-29T12:34:56.789");
      assertThat(row.getBoolean("b")).isTrue();
      assertThat(row.getMetaData().getColumnTypeName(1)).isEqualTo("INTEGER");
    }
  }

  @Test
  void parametersOfEachTypeAreBound() throws SQLException {
    String query =
        "select cast(? as bigint), cast(? as double), cast(? as varchar), cast(? as boolean),"
            + " cast(? as date), cast(? as timestamp), cast(? as decimal(10,2)), cast(? as integer)";
    try (Connection connection = cluster().connect("");
        PreparedStatement statement = connection.prepareStatement(query)) {
      assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(8);
      statement.setLong(1, Long.MAX_VALUE);
      statement.setDouble(2, 0.1);
      statement.setString(3, "o'h\u00fc");
      statement.setBoolean(4, true);
      statement.setDate(5, Date.valueOf("2024-02-29"));
      statement.setTimestamp(6, Timestamp.valueOf("2024-02-29 01:02:03.456"));
      statement.setBigDecimal(7, new BigDecimal("12345.67"));
      statement.setNull(8, java.sql.Types.INTEGER);
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getLong(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(row.getDouble(2)).isEqualTo(0.1);
        assertThat(row.getString(3)).isEqualTo("o'h\u00fc");
        assertThat(row.getBoolean(4)).isTrue();
        assertThat(row.getDate(5)).isEqualTo(Date.valueOf("2024-02-29"));
        assertThat(row.getTimestamp(6)).isEqualTo(Timestamp.valueOf("2024-02-29 01:02:03.456"));
        assertThat(row.getBigDecimal(7)).isEqualByComparingTo("12345.67");
        assertThat(row.getObject(8)).isNull();
      }
    }
  }

  @Test
  void aPreparedStatementRunsAgainWithOtherValues() throws SQLException {
    String query = "select count(*) from flights where carrier = ? and distance > ?";
    try (Connection connection = cluster().connect("");
        Connection theirs = duckdb();
        PreparedStatement ours = connection.prepareStatement(query);
        PreparedStatement duck = theirs.prepareStatement(query)) {
      for (String carrier : List.of("UA", "AA", "none")) {
        for (PreparedStatement statement : List.of(ours, duck)) {
          statement.setString(1, carrier);
          statement.setInt(2, 1_000);
        }
        assertThat(rows(ours.executeQuery())).isEqualTo(rows(duck.executeQuery()));
      }
    }
  }

  @Test
  void anErrorNamesItsPlace() throws SQLException {
    try (Connection connection = cluster().connect("")) {
      assertThatThrownBy(() -> rows(connection, "select carier from flights"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("carier")
          .hasMessageContaining("line 1, column 8");
    }
  }

  @Test
  void aRunningStatementIsCancelled() throws SQLException {
    try (Connection connection = cluster().connect("");
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("select * from flights")) {
        statement.cancel();
        assertThatThrownBy(
                () -> {
                  while (rows.next()) {
                    rows.getString(1);
                  }
                })
            .isInstanceOf(SQLException.class);
      }
      assertThat(rows(connection, "select 1")).hasToString("[[1]]");
    }
  }

  @Test
  void transactionsOfTheDriverAreAccepted() throws SQLException {
    try (Connection connection = cluster().connect("")) {
      connection.setAutoCommit(false);
      assertThat(rows(connection, "select 1")).hasToString("[[1]]");
      connection.commit();
    }
  }
}
