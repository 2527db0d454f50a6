package dev.tadashi.sql.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DuckDB's answer to a query, to be compared with ours. */
public record Rows(int columns, boolean ordered, List<String> rows) {
  private static final MathContext DIGITS = new MathContext(9);

  /** Asks DuckDB. */
  public static Rows of(Connection duckdb, String sql, boolean ordered) throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          Object value = result.getObject(i);
          row.add(value instanceof Array list ? Arrays.asList((Object[]) list.getArray()) : value);
        }
        rows.add(row);
      }
      return new Rows(columns, ordered, texts(rows, ordered));
    }
  }

  /** Compares; without an order as multisets. */
  public void assertSame(List<List<@Nullable Object>> ours, String what) {
    assertThat(texts(ours, ordered)).as(what).isEqualTo(rows);
  }

  private static List<String> texts(List<List<@Nullable Object>> rows, boolean ordered) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(String.join("|", row.stream().map(Rows::text).toList())));
    if (!ordered) {
      Collections.sort(texts);
    }
    return texts;
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case List<?> list -> list.stream().map(Rows::text).toList().toString();
      case Boolean flag -> flag.toString();
      case Double number -> floating(number);
      case Float number -> floating(number);
      case BigDecimal number -> plain(number);
      case BigInteger number -> plain(new BigDecimal(number));
      case Number number -> Long.toString(number.longValue());
      case LocalDate date -> date.toString();
      case Timestamp timestamp -> timestamp.toLocalDateTime().toString();
      case LocalDateTime time -> time.toString();
      case OffsetDateTime time ->
          time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime().toString();
      case Instant time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString();
      default -> value.toString();
    };
  }

  private static String floating(double value) {
    return Double.isFinite(value) ? plain(new BigDecimal(value)) : Double.toString(value);
  }

  /** Nine digits, so that a decimal equals the double that DuckDB has in its place. */
  private static String plain(BigDecimal value) {
    BigDecimal rounded = value.round(DIGITS).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }
}
