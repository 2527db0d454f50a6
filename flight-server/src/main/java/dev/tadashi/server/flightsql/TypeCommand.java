package dev.tadashi.server.flightsql;

import java.util.List;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.Nullable;
import org.apache.arrow.flight.sql.impl.FlightSql.Searchable;
import org.apache.arrow.flight.sql.impl.FlightSql.XdbcDataType;
import org.apache.arrow.flight.sql.impl.FlightSql.XdbcDatetimeSubcode;
import org.apache.arrow.memory.BufferAllocator;

/** The types that a statement can name, for clients that ask in ODBC's and JDBC's terms. */
final class TypeCommand {
  private static final int RADIX = 10;
  private static final int LONGEST = Integer.MAX_VALUE;

  private TypeCommand() {}

  static void bind(Commands commands, BufferAllocator allocator) {
    commands.on(
        CommandGetXdbcTypeInfo.class,
        new TableCommand<>(allocator, c -> Schemas.GET_TYPE_INFO_SCHEMA, TypeCommand::rows));
  }

  /** What the kinds of types have in common. */
  private enum Kind {
    NUMBER,
    QUOTED,
    MOMENT,
    OTHER
  }

  private record Type(
      String name,
      XdbcDataType code,
      int size,
      Kind kind,
      String prefix,
      List<String> parameters,
      int maxScale) {

    static Type number(String name, XdbcDataType code, int digits) {
      return new Type(name, code, digits, Kind.NUMBER, "", List.of(), 0);
    }

    static Type quoted(String name, XdbcDataType code, String prefix) {
      return new Type(name, code, LONGEST, Kind.QUOTED, prefix, List.of(), 0);
    }

    static Type moment(String name, XdbcDataType code, int size, String prefix, int scale) {
      return new Type(name, code, size, Kind.MOMENT, prefix, List.of(), scale);
    }
  }

  /** By code, and for a code the usual type first. */
  private static final List<Type> TYPES =
      List.of(
          new Type("BOOLEAN", XdbcDataType.XDBC_BIT, 1, Kind.OTHER, "", List.of(), 0),
          Type.number("TINYINT", XdbcDataType.XDBC_TINYINT, 3),
          Type.number("BIGINT", XdbcDataType.XDBC_BIGINT, 19),
          Type.quoted("VARBINARY", XdbcDataType.XDBC_VARBINARY, "X'"),
          new Type(
              "DECIMAL",
              XdbcDataType.XDBC_DECIMAL,
              38,
              Kind.NUMBER,
              "",
              List.of("precision", "scale"),
              38),
          Type.number("INTEGER", XdbcDataType.XDBC_INTEGER, 10),
          Type.number("SMALLINT", XdbcDataType.XDBC_SMALLINT, 5),
          Type.number("REAL", XdbcDataType.XDBC_REAL, 7),
          Type.number("DOUBLE", XdbcDataType.XDBC_DOUBLE, 15),
          Type.quoted("VARCHAR", XdbcDataType.XDBC_VARCHAR, "'"),
          Type.moment("DATE", XdbcDataType.XDBC_DATE, 10, "DATE '", 0),
          Type.moment("TIME", XdbcDataType.XDBC_TIME, 15, "TIME '", 6),
          Type.moment("TIMESTAMP", XdbcDataType.XDBC_TIMESTAMP, 26, "TIMESTAMP '", 6),
          Type.moment(
              "TIMESTAMP WITH TIME ZONE",
              XdbcDataType.XDBC_TIMESTAMP,
              32,
              "TIMESTAMP WITH TIME ZONE '",
              6));

  private static Rows rows(CommandGetXdbcTypeInfo command) {
    return new Rows(
        Schemas.GET_TYPE_INFO_SCHEMA,
        TYPES.stream()
            .filter(
                type -> !command.hasDataType() || type.code().getNumber() == command.getDataType())
            .map(TypeCommand::row)
            .toList());
  }

  private static List<@org.jspecify.annotations.Nullable Object> row(Type type) {
    boolean number = type.kind() == Kind.NUMBER;
    boolean moment = type.kind() == Kind.MOMENT;
    boolean literal = !type.prefix().isEmpty();

    return Rows.row(
        type.name(),
        type.code().getNumber(),
        type.size(),
        literal ? type.prefix() : null,
        literal ? "'" : null,
        type.parameters().isEmpty() ? null : type.parameters(),
        Nullable.NULLABILITY_NULLABLE_VALUE,
        type.kind() == Kind.QUOTED && type.code() == XdbcDataType.XDBC_VARCHAR,
        Searchable.SEARCHABLE_FULL_VALUE,
        number ? false : null,
        false,
        number ? false : null,
        type.name(),
        number || moment ? 0 : null,
        number || moment ? type.maxScale() : null,
        moment ? XdbcDataType.XDBC_DATETIME_VALUE : type.code().getNumber(),
        moment ? subcode(type.code()) : null,
        number ? RADIX : null,
        null);
  }

  private static int subcode(XdbcDataType code) {
    return switch (code) {
      case XDBC_DATE -> XdbcDatetimeSubcode.XDBC_SUBCODE_DATE_VALUE;
      case XDBC_TIME -> XdbcDatetimeSubcode.XDBC_SUBCODE_TIME_VALUE;
      default -> XdbcDatetimeSubcode.XDBC_SUBCODE_TIMESTAMP_VALUE;
    };
  }
}
