package dev.tadashi.server.flightsql;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Optional;
import java.util.UUID;
import org.apache.arrow.flight.sql.FlightSqlUtils;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionBeginSavepointRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionBeginTransactionRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionBeginTransactionResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionEndSavepointRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionEndTransactionRequest;

/**
 * Transactions. Nothing writes rows, so a client that brackets its queries gets its brackets, as
 * with BEGIN and COMMIT in SQL; the properties say that there are no transactions. A savepoint is
 * refused: whoever sets one means to return to it.
 */
final class TransactionActions {
  private TransactionActions() {}

  static void bind(Actions actions) {
    actions
        .on(
            FlightSqlUtils.FLIGHT_SQL_BEGIN_TRANSACTION,
            ActionBeginTransactionRequest.class,
            (request, context) -> Optional.of(begun()))
        .on(
            FlightSqlUtils.FLIGHT_SQL_END_TRANSACTION,
            ActionEndTransactionRequest.class,
            (request, context) -> Optional.empty())
        .on(
            FlightSqlUtils.FLIGHT_SQL_BEGIN_SAVEPOINT,
            ActionBeginSavepointRequest.class,
            (request, context) -> refused())
        .on(
            FlightSqlUtils.FLIGHT_SQL_END_SAVEPOINT,
            ActionEndSavepointRequest.class,
            (request, context) -> refused());
  }

  private static Message begun() {
    return ActionBeginTransactionResult.newBuilder()
        .setTransactionId(ByteString.copyFromUtf8(UUID.randomUUID().toString()))
        .build();
  }

  private static Optional<Message> refused() {
    throw new TadashiException(ErrorCode.UNSUPPORTED, "there are no savepoints")
        .hint("statements take effect one by one; nothing is undone");
  }
}
