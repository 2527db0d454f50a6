package dev.tadashi.server.flightsql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** What this server is and can do: the properties asked for, or all. */
final class SqlInfoCommand {
  private static final Map<Integer, Object> PROPERTIES = SqlProperties.all();

  private SqlInfoCommand() {}

  static void bind(Commands commands, BufferAllocator allocator) {
    commands.on(
        CommandGetSqlInfo.class,
        new TableCommand<>(allocator, c -> Schemas.GET_SQL_INFO_SCHEMA, SqlInfoCommand::rows));
  }

  /** A number that means nothing here has no row. */
  private static Rows rows(CommandGetSqlInfo command) {
    List<Integer> asked =
        command.getInfoCount() == 0
            ? List.copyOf(PROPERTIES.keySet())
            : command.getInfoList().stream().distinct().toList();
    return new Rows(
        Schemas.GET_SQL_INFO_SCHEMA,
        asked.stream().flatMap(number -> value(number).stream()).toList());
  }

  private static Optional<List<@Nullable Object>> value(int number) {
    return Optional.ofNullable(PROPERTIES.get(number)).map(value -> Rows.row(number, value));
  }
}
