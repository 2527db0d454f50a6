package dev.tadashi.server.flightsql;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.table.TableName;
import dev.tadashi.server.ingest.ClientRows;
import dev.tadashi.server.ingest.IngestOptions;
import dev.tadashi.server.ingest.IngestService;
import dev.tadashi.server.ingest.TargetNames;
import java.util.Optional;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableExistsOption;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableNotExistOption;

/** Bulk ingestion: the rows of a stream into a table, as the protocol's options say. */
record Ingests(IngestService service) {
  /** An option of ours that names the write. */
  private static final String INGEST_ID = "tadashi.ingest_id";

  /** Writes all rows; their number. */
  long write(
      CommandStatementIngest command,
      FlightStream stream,
      IngestOptions headers,
      SessionRecord session) {
    if (command.getTemporary()) {
      throw notYet("temporary tables are");
    } else if (command.hasTransactionId()) {
      throw notYet("writing within a transaction is");
    } else if (!command.getCatalog().isEmpty()
        && !command.getCatalog().equals(CatalogCommands.CATALOG)) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "there is no catalog '" + command.getCatalog() + "'")
          .at("catalog", command.getCatalog())
          .hint("the one catalog is " + CatalogCommands.CATALOG);
    }
    TableName table =
        command.getSchema().isEmpty()
            ? TargetNames.inDefault(command.getTable(), Optional.of(session))
            : new TableName(command.getSchema(), command.getTable());
    IngestOptions options =
        new IngestOptions(
                mode(command.getTableDefinitionOptions()), command.getOptionsMap().get(INGEST_ID))
            .or(headers);
    ClientRows rows = ClientRows.of(stream.getRoot(), stream.getDictionaryProvider(), stream::next);
    return service.write(table, options, rows).rows();
  }

  private static TadashiException notYet(String what) {
    return new TadashiException(ErrorCode.SQL_NOT_YET, what + " not supported yet");
  }

  private static IngestMode mode(TableDefinitionOptions options) {
    boolean creates = options.getIfNotExist() == TableNotExistOption.TABLE_NOT_EXIST_OPTION_CREATE;
    boolean fails = options.getIfNotExist() == TableNotExistOption.TABLE_NOT_EXIST_OPTION_FAIL;
    TableExistsOption exists = options.getIfExists();
    if (creates && exists == TableExistsOption.TABLE_EXISTS_OPTION_FAIL) {
      return IngestMode.CREATE;
    } else if (creates && exists == TableExistsOption.TABLE_EXISTS_OPTION_APPEND) {
      return IngestMode.CREATE_APPEND;
    } else if (creates && exists == TableExistsOption.TABLE_EXISTS_OPTION_REPLACE) {
      return IngestMode.REPLACE;
    } else if (fails && exists == TableExistsOption.TABLE_EXISTS_OPTION_APPEND) {
      return IngestMode.APPEND;
    }
    throw new TadashiException(
            ErrorCode.INVALID_ARGUMENT,
            "an ingestion is not understood: if the table is absent %s, if it is there %s"
                .formatted(options.getIfNotExist(), exists))
        .hint("it can create, append, replace, or create and append");
  }
}
