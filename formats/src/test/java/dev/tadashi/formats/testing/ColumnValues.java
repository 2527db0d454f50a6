package dev.tadashi.formats.testing;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.Values;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.StructType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** The values of a column as texts, as we hold them and as DuckDB reads them. */
public final class ColumnValues {
  private ColumnValues() {}

  public static List<String> ours(Column column, BufferAllocator allocator) {
    List<String> texts = new ArrayList<>();
    try (Scratch scratch = new Scratch(allocator)) {
      for (int start = 0; start < column.rows(); start += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, column.rows() - start);
        Vec vec = column.read(start, n, null, scratch);
        for (int i = 0; i < n; i++) {
          texts.add(Vec.isNull(vec.nulls(), i) ? "null" : text(column.type(), vec, i));
        }
        scratch.reset();
      }
    }
    return texts;
  }

  private static String text(DataType type, Vec vec, int i) {
    return switch (vec) {
      case LongVec longs -> String.valueOf(Values.ofLong(type, longs.values()[i]).value());
      case DoubleVec doubles -> String.valueOf(doubles.values()[i]);
      case WideVec wides ->
          String.valueOf(Values.ofWide(type, wides.high()[i], wides.low()[i]).value());
      case TextVec texts -> text(type, Memory.bytes(texts.address(i), texts.length(i)));
    };
  }

  private static String text(DataType type, byte[] bytes) {
    return type == SimpleType.BINARY
        ? HexFormat.of().withUpperCase().formatHex(bytes)
        : "'" + Values.ofBytes(type, bytes).value() + "'";
  }

  public static List<String> duckdb(Path file, Field field) throws SQLException {
    return duckdb("read_parquet('" + file + "')", field);
  }

  /** The values of a column of what DuckDB reads. */
  public static List<String> duckdb(String relation, Field field) throws SQLException {
    String name = "\"" + field.name() + "\"";
    String query = "select " + expression(field.type(), name) + " from " + relation;
    List<String> texts = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        Object value = rows.getObject(1);
        texts.add(value instanceof String text ? text : String.valueOf(value));
      }
    }
    return texts;
  }

  private static String expression(DataType type, String name) {
    return switch (type) {
      case SimpleType.VARCHAR -> "'''' || " + name + " || ''''";
      case SimpleType.BINARY -> "hex(" + name + ")";
      case SimpleType.DATE -> "date_diff('day', date '1970-01-01', " + name + ")";
      case SimpleType.FLOAT32, SimpleType.FLOAT64 -> name + "::double";
      case SimpleType other -> name;
      case DecimalType decimal -> name;
      case TimeType time -> epoch(time.unit(), name);
      case TimestampType timestamp -> epoch(timestamp.unit(), name);
      case ListType list -> name;
      case StructType struct -> name;
      case MapType map -> name;
      case OtherType other -> throw new IllegalArgumentException(other.text());
    };
  }

  private static String epoch(TimeUnit unit, String name) {
    return "epoch_" + (unit == TimeUnit.S ? "s" : unit.text()) + "(" + name + ")";
  }
}
