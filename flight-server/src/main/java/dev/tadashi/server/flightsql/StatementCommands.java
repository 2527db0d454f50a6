package dev.tadashi.server.flightsql;

import com.google.protobuf.Message;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.server.task.BatchStream;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementSubstraitPlan;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Statements with rows: as text, or prepared. One begins to run when its flight is asked for, and
 * at no other time: a client that never fetches still gets the effect, and one that fetches twice
 * gets it once.
 */
record StatementCommands<C extends Message>(
    StatementRuns runs, Function<C, PreparedHandle> statement) implements CommandHandler<C> {

  static void bind(Commands commands, StatementRuns runs, PreparedStatements prepared) {
    commands
        .on(
            CommandStatementQuery.class,
            new StatementCommands<>(
                runs, command -> new PreparedHandle(command.getQuery(), List.of())))
        .on(
            CommandPreparedStatementQuery.class,
            new StatementCommands<>(
                runs, command -> prepared.read(command.getPreparedStatementHandle())))
        .on(
            CommandStatementSubstraitPlan.class,
            new StatementCommands<>(
                runs,
                command -> {
                  throw noSubstrait();
                }));
  }

  static TadashiException noSubstrait() {
    return new TadashiException(ErrorCode.UNSUPPORTED, "Substrait plans are not taken")
        .hint("send the statement as SQL");
  }

  @Override
  public FlightInfo info(C command, Call call) {
    PreparedHandle said = statement.apply(command);
    return runs.start(said.sql(), said.parameters(), call);
  }

  @Override
  public Schema schema(C command, Call call) {
    return runs.columns(statement.apply(command).sql(), call.session());
  }

  @Override
  public BatchStream open(C command) {
    throw new TadashiException(ErrorCode.INVALID_TICKET, "a statement is no ticket")
        .hint("GetFlightInfo runs it, and answers with the ticket of its result");
  }
}
