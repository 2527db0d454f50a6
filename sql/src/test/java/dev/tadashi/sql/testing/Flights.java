package dev.tadashi.sql.testing;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flights that nobody flew: made by DuckDB, read into our literals. */
public final class Flights {
  private static final String COLUMNS =
      "id int32; carrier varchar; origin varchar; note varchar; distance int32; dep_delay int16;"
          + " air_time float64; price decimal(12,2); seats int64; day date; dep timestamp(us);"
          + " cancelled bool; code uint8; weight float32";

  private static final String CREATE =
      """
      create table flights as select
        i::int as id,
        case when h(1) % 11 = 0 then null else ['AA', 'UA', 'DL', 'B6', 'Ünal', ''][h(2) % 6 + 1]
          end as carrier,
        ['JFK', 'EWR', 'LGA', 'SFO'][h(3) % 4 + 1] as origin,
        case when h(4) % 5 = 0 then null else
          ['on time', ' late by 10 ', 'Late_100%', 'gate B12', 'näher 😀 ran', 'x'][h(5) % 6 + 1]
          end as note,
        case when h(6) % 13 = 0 then null else (h(7) % 2500)::int end as distance,
        case when h(8) % 7 = 0 then null else (h(9) % 400 - 60)::smallint end as dep_delay,
        case when h(10) % 9 = 0 then null else (h(11) % 100000)::double / 64 - 300 end as air_time,
        case when h(12) % 8 = 0 then null else ((h(13) % 200000) / 100.0 - 500)::decimal(12,2)
          end as price,
        (h(14) * 1000003 % 9000000000000)::bigint as seats,
        case when h(15) % 10 = 0 then null else date '2013-01-01' + (h(16) % 400)::int end as day,
        case when h(17) % 10 = 0 then null else
          timestamp '2012-12-30 00:00:00' + to_microseconds((h(18) % 400)::bigint * 86400000000
            + (h(19) % 86400)::bigint * 1000000 + (h(20) % 1000000)::bigint) end as dep,
        case when h(21) % 6 = 0 then null else h(22) % 3 = 0 end as cancelled,
        (h(23) % 250)::utinyint as code,
        case when h(24) % 6 = 0 then null else ((h(25) % 1000)::float / 8)::float end as weight
      from range($ROWS) t(i)
      """;

  private Flights() {}

  /** The columns. */
  public static Schema schema() {
    return new Schema(
        Arrays.stream(COLUMNS.split(";"))
            .map(text -> text.trim().split(" ", 2))
            .map(parts -> Field.of(parts[0], DataType.parse(parts[1])))
            .toList());
  }

  /** Makes the table in DuckDB. */
  public static void create(Connection duckdb, int rows) throws SQLException {
    String sql = CREATE.replaceAll("h\\((\\d+)\\)", "(hash(i * 64 + $1) % 1000000007)::bigint");
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(sql.replace("$ROWS", Integer.toString(rows)));
    }
  }

  /** The table's rows. */
  public static List<List<Literal>> rows(Connection duckdb) throws SQLException {
    List<List<Literal>> rows = new ArrayList<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery("select * from flights order by id")) {
      while (result.next()) {
        List<Literal> row = new ArrayList<>();
        for (int i = 0; i < schema().size(); i++) {
          row.add(literal(schema().field(i).type(), result.getObject(i + 1)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static Literal literal(DataType type, @Nullable Object value) {
    return new Literal(
        type,
        switch (value) {
          case null -> null;
          case LocalDate date -> date.toEpochDay();
          case Timestamp timestamp -> micros(timestamp.toLocalDateTime());
          case BigDecimal number when type instanceof DecimalType -> number;
          case Number number when type.isFloating() -> number.doubleValue();
          case Number number when type.isInteger() -> number.longValue();
          case Boolean flag when type == SimpleType.BOOL -> flag;
          default -> value.toString();
        });
  }

  private static long micros(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1_000;
  }
}
