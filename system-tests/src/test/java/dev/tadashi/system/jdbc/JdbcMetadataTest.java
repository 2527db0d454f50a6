package dev.tadashi.system.jdbc;

import static dev.tadashi.system.jdbc.NycCluster.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that the driver's DatabaseMetaData asks, and a thousand connections. */
final class JdbcMetadataTest {
  @TempDir static Path dir;

  private static @Nullable NycCluster running;
  private static @Nullable Connection open;

  @BeforeAll
  static void start() throws Exception {
    running = new NycCluster(dir);
    open = running.connect("");
  }

  /** Closing the nodes fails when one of the connections has left memory behind. */
  @AfterAll
  static void stop() throws SQLException {
    Objects.requireNonNull(open).close();
    Objects.requireNonNull(running).close();
  }

  private static DatabaseMetaData metadata() throws SQLException {
    return Objects.requireNonNull(open).getMetaData();
  }

  /** The named columns of each row. */
  private static List<List<@Nullable String>> columns(ResultSet result, String... names)
      throws SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (result) {
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (String name : names) {
          row.add(result.getString(name));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** What the driver asks of properties; not one may be missing. */
  @Test
  void everyQuestionWithoutArgumentsHasAnAnswer() throws Exception {
    DatabaseMetaData metadata = metadata();
    List<String> failed = new ArrayList<>();
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getParameterCount() == 0) {
        try {
          if (method.invoke(metadata) instanceof ResultSet rows) {
            rows.close();
          }
        } catch (InvocationTargetException e) {
          failed.add(method.getName() + ": " + e.getCause());
        }
      }
    }
    assertThat(failed).isEmpty();
  }

  @Test
  void propertiesAreThoseOfThisServer() throws SQLException {
    assertThat(metadata().getDatabaseProductName()).isEqualTo("Tadashi-Mizu");
    assertThat(metadata().getIdentifierQuoteString()).isEqualTo("\"");
    assertThat(metadata().supportsTransactions()).isFalse();
    assertThat(metadata().supportsUnionAll()).isFalse();
    assertThat(metadata().supportsFullOuterJoins()).isFalse();
    assertThat(metadata().supportsLikeEscapeClause()).isTrue();
    assertThat(metadata().getStringFunctions()).contains("upper");
  }

  @Test
  void catalogsSchemasAndTablesAreListed() throws SQLException {
    assertThat(rows(metadata().getCatalogs())).hasToString("[[tadashi]]");
    assertThat(columns(metadata().getSchemas(), "TABLE_SCHEM").toString())
        .isEqualTo("[[information_schema], [main], [nyc], [system]]");
    assertThat(rows(metadata().getTableTypes())).hasToString("[[SYSTEM TABLE], [TABLE], [VIEW]]");
    assertThat(
            columns(
                    metadata().getTables("tadashi", "nyc", "%", new String[] {"TABLE"}),
                    "TABLE_CAT",
                    "TABLE_SCHEM",
                    "TABLE_NAME",
                    "TABLE_TYPE")
                .toString())
        .isEqualTo(
            "[[tadashi, nyc, airlines, TABLE], [tadashi, nyc, airports, TABLE],"
                + " [tadashi, nyc, flights, TABLE], [tadashi, nyc, planes, TABLE],"
                + " [tadashi, nyc, weather, TABLE]]");
  }

  @Test
  void columnsHaveTheirTypes() throws SQLException {
    List<List<@Nullable String>> columns =
        columns(
            metadata().getColumns(null, "nyc", "airlines", "%"),
            "COLUMN_NAME",
            "DATA_TYPE",
            "TYPE_NAME",
            "ORDINAL_POSITION",
            "IS_AUTOINCREMENT");
    assertThat(columns.toString())
        .isEqualTo(
            "[[carrier, "
                + Types.VARCHAR
                + ", VARCHAR, 1, NO], [name, "
                + Types.VARCHAR
                + ", VARCHAR, 2, NO]]");
    assertThat(columns(metadata().getColumns(null, "nyc", "flights", "d%"), "COLUMN_NAME"))
        .hasToString("[[day], [dep_time], [dep_delay], [dest], [distance]]");
  }

  @Test
  void keysAreEmpty() throws SQLException {
    assertThat(rows(metadata().getPrimaryKeys(null, "nyc", "flights"))).isEmpty();
    assertThat(rows(metadata().getImportedKeys(null, "nyc", "flights"))).isEmpty();
    assertThat(rows(metadata().getExportedKeys(null, "nyc", "flights"))).isEmpty();
    assertThat(rows(metadata().getCrossReference(null, "nyc", "a", null, "nyc", "b"))).isEmpty();
    metadata().getIndexInfo(null, "nyc", "flights", false, true).close();
    metadata().getTypeInfo().close();
  }

  @Test
  void aThousandConnectionsComeAndGo() throws SQLException {
    for (int i = 0; i < 1_000; i++) {
      try (Connection connection = Objects.requireNonNull(running).connect("&user=u&password=p")) {
        if (i % 50 == 0) {
          assertThat(rows(connection, "select " + i)).hasToString("[[" + i + "]]");
        }
      }
    }
  }
}
