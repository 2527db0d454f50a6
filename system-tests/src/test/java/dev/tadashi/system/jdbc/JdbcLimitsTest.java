package dev.tadashi.system.jdbc;

import static dev.tadashi.system.jdbc.NycCluster.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a statement early, and who gets in, by the driver. */
final class JdbcLimitsTest {
  private static final String TOKEN = "a-secret-of-26-characters.";

  /** Takes seconds, and hardly any memory: each part looks through a text of its own per flight. */
  private static final String SLOW =
      String.join(
          " union all ",
          Collections.nCopies(
              40,
              "select carrier, sum(length(regexp_replace(tailnum || flight, '[0-9]+', 'x', 'g'))) n"
                  + " from flights group by carrier"));

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path dir;

  @Test
  void aStatementThatTakesTooLongIsGivenUpAndItsTaskCancelled() throws Exception {
    try (NycCluster cluster = new NycCluster(dir);
        Connection connection = cluster.connect("");
        Statement statement = connection.createStatement()) {
      rows(connection, "select count(*) from flights");
      try (Statement slow = connection.createStatement()) {
        slow.setQueryTimeout(1);
        assertThatThrownBy(() -> read(slow.executeQuery(SLOW)))
            .isInstanceOf(SQLException.class)
            .hasStackTraceContaining("imed out");
      }
      assertThat(slowTasks(connection)).isEqualTo("[[cancelled 0]]");
      statement.executeUpdate("set statement_timeout = '200ms'");
      assertThatThrownBy(() -> read(statement.executeQuery(SLOW)))
          .isInstanceOf(SQLException.class)
          .hasStackTraceContaining("TASK_TIMEOUT");
      assertThat(slowTasks(connection)).isEqualTo("[[cancelled 0], [failed 1031]]");
      statement.executeUpdate("reset statement_timeout");
      assertThat(rows(connection, "select 1")).hasToString("[[1]]");
    }
  }

  /** States of the tasks of the slow statement, once none of them is on its way any more. */
  private static String slowTasks(Connection connection) throws Exception {
    String states =
        "select state || ' ' || coalesce(error_code, 0) from system.tasks"
            + " where request like '%regexp_replace(tailnum%' and request not like '%system.tasks%' order by 1";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      String found = rows(connection, states).toString();
      if (!found.contains("running") && !found.contains("queued")) {
        return found;
      }
      Thread.sleep(20);
    }
    return rows(connection, states).toString();
  }

  private static void read(ResultSet rows) throws SQLException {
    try (rows) {
      while (rows.next()) {
        rows.getString(1);
      }
    }
  }

  @Test
  void onlyWhoHasTheTokenGetsIn() throws Exception {
    try (NycCluster cluster = NycCluster.guarded(dir, TOKEN)) {

      for (String login : new String[] {"&token=" + TOKEN, "&user=u&password=" + TOKEN}) {
        try (Connection connection = cluster.connect(login)) {
          assertThat(rows(connection, "select count(*) from airlines")).hasToString("[[16]]");
        }
      }
      for (String login : new String[] {"", "&token=wrong", "&user=u&password=wrong"}) {
        assertThatThrownBy(() -> read(cluster, login)).isInstanceOf(SQLException.class);
      }
    }
  }

  private static void read(NycCluster cluster, String login) throws SQLException {
    try (Connection connection = cluster.connect(login)) {
      rows(connection, "select 1");
    }
  }
}
