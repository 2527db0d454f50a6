package dev.tadashi.server.flightsql;

import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCrossReference;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetExportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetImportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** Keys: files have none. */
final class KeyCommands {
  private static final Schema PRIMARY = Schemas.GET_PRIMARY_KEYS_SCHEMA;
  private static final Schema FOREIGN = Schemas.GET_CROSS_REFERENCE_SCHEMA;

  private KeyCommands() {}

  static void bind(Commands commands, BufferAllocator allocator) {
    commands
        .on(
            CommandGetPrimaryKeys.class,
            new TableCommand<>(allocator, c -> PRIMARY, c -> Rows.none(PRIMARY)))
        .on(
            CommandGetExportedKeys.class,
            new TableCommand<>(allocator, c -> FOREIGN, c -> Rows.none(FOREIGN)))
        .on(
            CommandGetImportedKeys.class,
            new TableCommand<>(allocator, c -> FOREIGN, c -> Rows.none(FOREIGN)))
        .on(
            CommandGetCrossReference.class,
            new TableCommand<>(allocator, c -> FOREIGN, c -> Rows.none(FOREIGN)));
  }
}
