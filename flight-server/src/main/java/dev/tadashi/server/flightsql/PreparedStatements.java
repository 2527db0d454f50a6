package dev.tadashi.server.flightsql;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.rpc.Seal;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import dev.tadashi.server.sql.SqlService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.sql.FlightSqlUtils;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionClosePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedSubstraitPlanRequest;

/** Prepares statements. Nothing of them is kept here, so there is nothing to close either. */
final class PreparedStatements {
  /** In newer versions of the protocol: whether it is to be run as an update. */
  private static final int IS_UPDATE_FIELD = 4;

  private final StatementRuns runs;
  private final Seal seal;

  PreparedStatements(StatementRuns runs, byte[] key) {
    this.runs = runs;
    this.seal = PreparedHandle.seal(key);
  }

  void bind(Actions actions, ConnectionSessions sessions) {
    actions
        .on(
            FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_STATEMENT,
            ActionCreatePreparedStatementRequest.class,
            (request, context) ->
                Optional.of(sessions.in(context, in -> create(request.getQuery(), in))))
        .on(
            FlightSqlUtils.FLIGHT_SQL_CLOSE_PREPARED_STATEMENT,
            ActionClosePreparedStatementRequest.class,
            (request, context) -> {
              read(request.getPreparedStatementHandle());
              return Optional.empty();
            })
        .on(
            FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_SUBSTRAIT_PLAN,
            ActionCreatePreparedSubstraitPlanRequest.class,
            (request, context) -> {
              throw StatementCommands.noSubstrait();
            });
  }

  private Message create(String sql, SessionRecord session) {
    SqlService.Prepared prepared = runs.prepare(sql, session);
    ActionCreatePreparedStatementResult.Builder result =
        ActionCreatePreparedStatementResult.newBuilder()
            .setPreparedStatementHandle(sealed(new PreparedHandle(sql, List.of())))
            .setParameterSchema(encapsulated(parameters(prepared.parameters())))
            .setUnknownFields(isUpdate(!prepared.query()));
    return prepared.query()
        ? result.setDatasetSchema(encapsulated(prepared.columns())).build()
        : result.build();
  }

  private static UnknownFieldSet isUpdate(boolean update) {
    UnknownFieldSet.Field field =
        UnknownFieldSet.Field.newBuilder().addVarint(update ? 1 : 0).build();
    return UnknownFieldSet.newBuilder().addField(IS_UPDATE_FIELD, field).build();
  }

  /**
   * A parameter whose type nothing tells is bound as a text, unless the client knows better. Times
   * are asked for in milliseconds: the JDBC driver sends those, whatever the unit that is asked.
   */
  private static dev.tadashi.model.type.Schema parameters(List<DataType> types) {
    List<Field> fields = new ArrayList<>();
    for (DataType type : types) {
      fields.add(Field.of("$" + (fields.size() + 1), bound(type)));
    }
    return new dev.tadashi.model.type.Schema(fields);
  }

  private static DataType bound(DataType type) {
    return switch (type) {
      case SimpleType.NULL -> SimpleType.VARCHAR;
      case TimestampType moment -> new TimestampType(TimeUnit.MS, moment.zone());
      case TimeType time -> new TimeType(TimeUnit.MS);
      default -> type;
    };
  }

  private static ByteString encapsulated(dev.tadashi.model.type.Schema schema) {
    return ByteString.copyFrom(EncapsulatedSchema.of(ColumnMetadata.ofQuery(schema)));
  }

  PreparedHandle read(ByteString handle) {
    return PreparedHandle.read(handle.toByteArray(), seal);
  }

  ByteString sealed(PreparedHandle handle) {
    return ByteString.copyFrom(handle.sealed(seal));
  }

  /** The handle of the same statement with values. */
  ByteString bound(ByteString handle, List<Literal> values) {
    return sealed(read(handle).with(values));
  }
}
