package dev.tadashi.system.jdbc;

import static dev.tadashi.system.jdbc.NycCluster.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are changed by the driver: updates with their counts, and batches of parameters. */
final class JdbcWriteTest {
  private static final String INSERT = "insert into %s values (?, ?, ?)";

  @TempDir static Path dir;
  private static NycCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new NycCluster(dir);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  void updatesAreCounted() throws SQLException {
    try (Connection connection = cluster.connect("");
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("create table counted (i bigint, t varchar)")).isZero();
      assertThat(statement.executeUpdate("insert into counted values (1, 'a'), (2, null)"))
          .isEqualTo(2);
      assertThat(
              statement.executeUpdate(
                  "insert into counted select flight, carrier from flights where month = 1"))
          .isEqualTo(27_004);
      assertThat(
              statement.executeUpdate(
                  "create table copied as select * from counted where t is not null"))
          .isEqualTo(27_005);
      assertThat(statement.executeUpdate("delete from copied where t = 'UA'")).isEqualTo(4_637);
      assertThat(statement.executeUpdate("delete from copied where t = 'UA'")).isZero();
      assertThat(rows(connection, "select count(*) from copied")).hasToString("[[22368]]");
      assertThat(statement.executeUpdate("truncate table copied")).isEqualTo(22_368);
      assertThat(statement.executeUpdate("drop table copied")).isZero();
      assertThat(statement.execute("drop table counted")).isFalse();
      assertThatThrownBy(() -> statement.executeUpdate("insert into counted values (1, 'a')"))
          .isInstanceOf(SQLException.class)
          .hasStackTraceContaining("counted");
    }
  }

  @Test
  void aBatchOfParametersIsOneWrite() throws SQLException {
    try (Connection connection = cluster.connect("")) {
      make(connection, "batched");
      try (PreparedStatement insert = connection.prepareStatement(INSERT.formatted("batched"))) {
        for (int i = 0; i < 1000; i++) {
          insert.setLong(1, i);
          insert.setString(2, "größe " + i);
          insert.setDouble(3, i / 4.0);
          insert.addBatch();
        }
        int written = 0;
        for (int count : insert.executeBatch()) {
          written += count;
        }
        assertThat(written).isEqualTo(1000);
      }
      assertThat(rows(connection, "select count(*), sum(i), min(t), max(t), sum(d) from batched"))
          .hasToString("[[1000, 499500, größe 0, größe 999, 124875.0]]");
      assertThat(
              rows(
                  connection,
                  "select count(*) from system.partitions where table_name = 'batched'"))
          .hasToString("[[1]]");
    }
  }

  @Test
  void aPreparedInsertIsRunAgainAndTakesNulls() throws SQLException {
    try (Connection connection = cluster.connect("")) {
      make(connection, "again");
      try (PreparedStatement insert = connection.prepareStatement(INSERT.formatted("again"))) {
        for (int i = 0; i < 3; i++) {
          insert.setLong(1, i);
          insert.setNull(2, Types.VARCHAR);
          insert.setDouble(3, -0.5);
          assertThat(insert.executeUpdate()).isEqualTo(1);
        }
      }
      assertThat(rows(connection, "select i, t, d from again order by i"))
          .hasToString("[[0, null, -0.5], [1, null, -0.5], [2, null, -0.5]]");
    }
  }

  @Test
  void aBatchWithABadRowWritesNothing() throws SQLException {
    try (Connection connection = cluster.connect("")) {
      make(connection, "bad");
      try (PreparedStatement insert =
          connection.prepareStatement("insert into bad select ?, ?, 1.0 / cast(? as bigint)")) {
        for (int i = 2; i >= 0; i--) {
          insert.setLong(1, i);
          insert.setString(2, "x");
          insert.setLong(3, i);
          insert.addBatch();
        }
        assertThatThrownBy(insert::executeBatch)
            .isInstanceOfAny(BatchUpdateException.class, SQLException.class);
      }
      assertThat(rows(connection, "select count(*) from bad")).hasToString("[[0]]");
    }
  }

  private static void make(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("create table " + table + " (i bigint, t varchar, d double)");
    }
  }
}
