package dev.tadashi.engine.testing;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Random tables, and random aggregations of them as a spec and as DuckDB's SQL. */
public final class RandomQueries {
  private static final String COLUMNS =
      "i8 int8; i32 int32; i64 int64; u16 uint16; u32 uint32; f float64; g float64; r float32;"
          + " d9 decimal(9,2); d30 decimal(30,4); s varchar; t varchar; b bool; day date;"
          + " ts timestamp(us)";
  private static final String[] WORDS = {"", "ä", "AA", "UA", "a%b", "x_y", "long text 0123456789"};

  private RandomQueries() {}

  /** An aggregation; the first {@code keys} columns of its result are keys. */
  public record Query(String spec, String sql, int keys) {}

  /** The same expression for both. */
  record Both(String json, String sql) {}

  public static TestTable table(Random random, int rows) {
    TestTable table = new TestTable(COLUMNS);
    for (int i = 0; i < rows; i++) {
      @Nullable Object[] row = new @Nullable Object[table.schema().size()];
      for (int column = 0; column < row.length; column++) {
        row[column] =
            random.nextInt(8) == 0 ? null : value(table.schema().field(column).name(), random);
      }
      table.row(row);
    }
    return table;
  }

  private static Object value(String column, Random random) {
    return switch (column) {
      case "i8" -> (long) (byte) random.nextInt();
      case "i32" -> (long) random.nextInt(-1000, 1000);
      case "i64" -> random.nextInt(4) == 0 ? random.nextLong() : (long) random.nextInt(50);
      case "u16" -> (long) random.nextInt(65_536);
      case "u32" -> random.nextLong(1L << 32);
      case "f" -> special(random);
      case "g" -> random.nextGaussian() * 1e6;
      case "r" -> (double) (float) (random.nextInt(-20, 20) / 4.0);
      case "d9" -> BigDecimal.valueOf(random.nextInt(-999_999_999, 999_999_999), 2);
      case "d30" -> new BigDecimal(random.nextLong() + "" + random.nextInt(10)).movePointLeft(4);
      case "s" -> WORDS[random.nextInt(WORDS.length)];
      case "t" -> "k" + random.nextInt(5_000);
      case "b" -> random.nextBoolean();
      case "day" -> (long) random.nextInt(15_000, 15_100);
      default -> 1_300_000_000_000_000L + random.nextInt(100) * 3_600_000_001L;
    };
  }

  private static Object special(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> -0.0;
      case 2 -> 0.0;
      case 3 -> Double.POSITIVE_INFINITY;
      case 4 -> Double.NEGATIVE_INFINITY;
      default -> random.nextInt(-3, 3) / 2.0;
    };
  }

  /** Makes the same table in DuckDB. */
  public static void load(Connection duckdb, TestTable table) throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      StringJoiner columns = new StringJoiner(", ");
      for (Field field : table.schema().fields()) {
        columns.add(field.name() + " " + duckType(field.type()));
      }
      statement.execute("create table t (" + columns + ")");
      for (int from = 0; from < table.rows().size(); from += 1_000) {
        StringJoiner rows = new StringJoiner(", ");
        int to = Math.min(table.rows().size(), from + 1_000);
        table.rows().subList(from, to).forEach(row -> rows.add(tuple(table, row)));
        statement.execute("insert into t values " + rows);
      }
    }
  }

  private static String duckType(DataType type) {
    return switch (type.text()) {
      case "int8" -> "tinyint";
      case "int32" -> "integer";
      case "int64" -> "bigint";
      case "uint16" -> "usmallint";
      case "uint32" -> "uinteger";
      case "float32" -> "float";
      case "float64" -> "double";
      case "timestamp(us)" -> "timestamp";
      default -> type.text();
    };
  }

  private static String tuple(TestTable table, @Nullable Object[] row) {
    StringJoiner values = new StringJoiner(", ", "(", ")");
    for (int i = 0; i < row.length; i++) {
      values.add(literal(table.schema().field(i).type(), row[i]));
    }
    return values.toString();
  }

  private static String literal(DataType type, @Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Double number -> "'" + (number + 0.0) + "'::double";
      case String text -> "'" + text + "'";
      case BigDecimal number -> number.toPlainString();
      case Long number when type.text().equals("date") ->
          "date '" + LocalDate.ofEpochDay(number) + "'";
      case Long number when type.isTemporal() -> "timestamp '" + time(number) + "'";
      case Object other -> other.toString();
    };
  }

  private static String time(long micros) {
    int nanos = (int) (micros % 1_000_000) * 1_000;
    return LocalDateTime.ofEpochSecond(micros / 1_000_000, nanos, ZoneOffset.UTC).toString();
  }

  public static Query query(Random random) {
    List<String> by = new ArrayList<>();
    List<String> select = new ArrayList<>();
    String[] keyColumns = {"i8", "i64", "u16", "f", "r", "d30", "s", "t", "b", "day", "ts", "i32"};
    int keys = random.nextInt(4);
    for (int i = 0; i < keys; i++) {
      String column = keyColumns[random.nextInt(keyColumns.length)];
      by.add("{'expr':{'col':'" + column + "'},'as':'k" + i + "'}");
      select.add(column + " as k" + i);
    }
    List<String> aggregates = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      Both aggregate = aggregate(random, "a" + i);
      aggregates.add(aggregate.json());
      select.add(aggregate.sql());
    }
    String spec = "{'table':'t','by':" + by + ",'aggregates':" + aggregates;
    String sql = "select " + String.join(", ", select) + " from t";
    if (random.nextInt(3) > 0) {
      Both where = condition(random, 3);
      spec += ",'where':" + where.json();
      sql += " where " + where.sql();
    }
    if (keys > 0) {
      StringJoiner group = new StringJoiner(", ");
      for (int i = 1; i <= keys; i++) {
        group.add(Integer.toString(i));
      }
      sql += " group by " + group;
    }
    return new Query(spec + "}", sql, keys);
  }

  private static Both aggregate(Random random, String name) {
    String[] numbers = {"i8", "i32", "i64", "u16", "u32", "g", "r", "d9", "d30"};
    String[] all = {"i8", "i64", "u32", "f", "r", "d9", "d30", "s", "t", "b", "day", "ts"};
    String number = numbers[random.nextInt(numbers.length)];
    String any = all[random.nextInt(all.length)];
    return switch (random.nextInt(15)) {
      case 0 -> new Both("{'fn':'count','as':'" + name + "'}", "count(*) as " + name);
      case 1 -> call("count", column(any), name, "count(%s)");
      case 2 -> call("count_distinct", column(any), name, "count(distinct %s)");
      case 3 -> call("sum", column(number), name, "sum(%s)");
      case 4 -> call("avg", column(number), name, "avg(%s)");
      case 5 -> call("min", column(any), name, "min(%s)");
      case 6 -> call("max", column(any), name, "max(%s)");
      case 7 -> {
        String[] functions = {"var_pop", "var_samp", "stddev_pop", "stddev_samp"};
        String function = functions[random.nextInt(4)];
        yield call(function, column(random.nextBoolean() ? "i32" : "d9"), name, function + "(%s)");
      }
      case 8 ->
          call("median", column(random.nextBoolean() ? "i32" : "r"), name, "median(%s::double)");
      case 9 -> RandomAggregates.pair(random, name);
      case 10 -> RandomAggregates.filtered(random, name, number, any, condition(random, 1));
      case 11 -> RandomAggregates.distinct(random, name, number);
      case 12 -> RandomAggregates.ordered(random, name, any);
      case 13 -> RandomAggregates.best(random, name, any);
      default -> call("sum", arithmetic(random), name, "sum(%s)");
    };
  }

  static Both call(String function, Both argument, String name, String sql) {
    return new Both(
        "{'fn':'" + function + "','expr':" + argument.json() + ",'as':'" + name + "'}",
        String.format(sql, argument.sql()) + " as " + name);
  }

  static Both column(String name) {
    return new Both("{'col':'" + name + "'}", name);
  }

  private static Both op(String op, String sql, Both... args) {
    StringJoiner json = new StringJoiner(",");
    Object[] texts = new Object[args.length];
    for (int i = 0; i < args.length; i++) {
      json.add(args[i].json());
      texts[i] = args[i].sql();
    }
    return new Both(
        "{'op':'" + op + "','args':[" + json + "]}", "(" + String.format(sql, texts) + ")");
  }

  private static Both number(long value) {
    return new Both("{'lit':" + value + "}", Long.toString(value));
  }

  private static Both text(String value) {
    return new Both("{'lit':'" + value + "'}", "'" + value + "'");
  }

  /** Arithmetic that neither overflows nor divides by zero, so that both sides have a value. */
  private static Both arithmetic(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> op("+", "%s + %s", column("i32"), column("i8"));
      case 1 -> op("*", "%s * %s::double", column("g"), column("i8"));
      case 2 -> op("*", "%s * %s", column("d9"), column("d9"));
      case 3 -> op("+", "%s + %s", column("d9"), column("i32"));
      case 4 -> op("%", "%s %% %s", column("i32"), number(7));
      case 5 -> op("/", "%s // %s", column("i32"), number(7));
      case 6 -> op("-", "%s - %s", column("d30"), column("d9"));
      default -> op("-", "%s - %s", column("i32"), column("u16"));
    };
  }

  private static Both condition(Random random, int depth) {
    int kind = random.nextInt(depth > 0 ? 13 : 10);
    String[] comparisons = {"=", "<>", "<", "<=", ">", ">="};
    String op = comparisons[random.nextInt(6)];
    String word = WORDS[random.nextInt(WORDS.length)];
    return switch (kind) {
      case 0 -> op(op, "%s " + op + " %s", column("i32"), number(random.nextInt(-500, 500)));
      case 1 -> op(op, "%s " + op + " %s", column("s"), text(word));
      case 2 -> op(op, "%s " + op + " %s::double", column("f"), number(random.nextInt(-1, 2)));
      case 3 -> op(op, "%s " + op + " %s", column("d9"), column("i32"));
      case 4 -> op(op, "%s " + op + " date %s", column("day"), text("2011-02-14"));
      case 5 -> op("in", "%s in (%s, %s, null)", column("s"), text(word), text("UA"), nothing());
      case 6 -> op("like", "%s like %s", column("s"), text(random.nextBoolean() ? "%a%" : "_A"));
      case 7 -> op("is_null", "%s is null", column(random.nextBoolean() ? "t" : "g"));
      case 8 -> op("between", "%s between %s and %s", column("u32"), number(99), number(1L << 31));
      case 9 -> column("b");
      case 10 -> op("not", "not %s", condition(random, depth - 1));
      case 11 -> op("and", "%s and %s", condition(random, depth - 1), condition(random, depth - 1));
      default -> op("or", "%s or %s", condition(random, depth - 1), condition(random, depth - 1));
    };
  }

  private static Both nothing() {
    return new Both("{'lit':null}", "null");
  }
}
