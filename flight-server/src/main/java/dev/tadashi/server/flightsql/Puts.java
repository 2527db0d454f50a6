package dev.tadashi.server.flightsql;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.server.flight.Uploads;
import dev.tadashi.server.ingest.IngestOptions;
import dev.tadashi.server.sql.SqlService;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementSubstraitPlan;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutPreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutUpdateResult;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** What clients put: values for parameters, and statements that are run for their effect. */
record Puts(
    StatementRuns runs,
    PreparedStatements prepared,
    ConnectionSessions sessions,
    Ingests ingests,
    BufferAllocator allocator) {
  private static final int MOST_ROWS = 100_000;

  /** Takes the stream; the answer is one message. */
  void accept(
      CallContext context, Any command, FlightStream stream, StreamListener<PutResult> client) {
    try {
      Message answer =
          sessions.in(
              context, session -> answer(command, stream, Uploads.headers(context), session));
      send(answer.toByteArray(), client);
      client.onCompleted();
    } catch (RuntimeException e) {
      client.onError(FlightErrors.toFlight(e));
    }
  }

  private void send(byte[] answer, StreamListener<PutResult> client) {
    try (ArrowBuf buffer = allocator.buffer(Math.max(1, answer.length))) {
      buffer.writeBytes(answer);
      client.onNext(PutResult.metadata(buffer));
    }
  }

  private Message answer(
      Any command, FlightStream stream, IngestOptions headers, SessionRecord session) {
    if (command.is(CommandStatementUpdate.class)) {
      String sql = Commands.unpack(command, CommandStatementUpdate.class).getQuery();
      return updated(new PreparedHandle(sql, List.of()), stream, session);
    } else if (command.is(CommandPreparedStatementUpdate.class)) {
      CommandPreparedStatementUpdate update =
          Commands.unpack(command, CommandPreparedStatementUpdate.class);
      return updated(prepared.read(update.getPreparedStatementHandle()), stream, session);
    } else if (command.is(CommandPreparedStatementQuery.class)) {
      return bound(Commands.unpack(command, CommandPreparedStatementQuery.class), stream);
    } else if (command.is(CommandStatementSubstraitPlan.class)) {
      throw StatementCommands.noSubstrait();
    } else if (command.is(CommandStatementIngest.class)) {
      return counted(
          ingests.write(
              Commands.unpack(command, CommandStatementIngest.class), stream, headers, session));
    }
    throw new TadashiException(
        ErrorCode.UNSUPPORTED, "nothing can be put by " + command.getTypeUrl());
  }

  /** Runs a statement without rows, once for each row of parameters. */
  private Message updated(PreparedHandle statement, FlightStream stream, SessionRecord session) {
    SqlService.Prepared known = runs.prepare(statement.sql(), session);
    if (known.query()) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "the statement gives rows, and was sent as an update")
          .hint("run it as a query");
    }
    List<List<Literal>> rows =
        known.parameters().isEmpty() ? List.of(statement.parameters()) : rows(stream);
    return counted(runs.execute(statement.sql(), rows, session));
  }

  private static Message counted(long rows) {
    return DoPutUpdateResult.newBuilder().setRecordCount(rows).build();
  }

  private Message bound(CommandPreparedStatementQuery command, FlightStream stream) {
    List<List<Literal>> rows = rows(stream);
    if (rows.size() != 1) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "a query is run with one row of parameters, and got " + rows.size())
          .hint("run it once for each row");
    }
    return DoPutPreparedStatementResult.newBuilder()
        .setPreparedStatementHandle(
            prepared.bound(command.getPreparedStatementHandle(), rows.getFirst()))
        .build();
  }

  private static List<List<Literal>> rows(FlightStream stream) {
    List<List<Literal>> rows = new ArrayList<>();
    while (stream.next()) {
      int count = stream.getRoot().getRowCount();
      if (rows.size() + count > MOST_ROWS) {
        throw new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "over " + MOST_ROWS + " rows of parameters");
      }
      for (int row = 0; row < count; row++) {
        rows.add(ParameterValues.row(stream.getRoot(), row));
      }
    }
    return rows;
  }
}
