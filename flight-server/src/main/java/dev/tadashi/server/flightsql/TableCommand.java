package dev.tadashi.server.flightsql;

import com.google.protobuf.Message;
import dev.tadashi.server.task.BatchStream;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A command whose answer is a small table, made when it is fetched. The command is its own ticket:
 * it grants nothing that whoever may fetch could not ask for.
 */
record TableCommand<C extends Message>(
    BufferAllocator allocator, Function<C, Schema> columns, Function<C, Rows> rows)
    implements CommandHandler<C> {

  @Override
  public FlightInfo info(C command, Call call) {
    Ticket ticket = new Ticket(call.descriptor().getCommand());
    return new FlightInfo(
        columns.apply(command), call.descriptor(), List.of(new FlightEndpoint(ticket)), -1, -1);
  }

  @Override
  public Schema schema(C command, Call call) {
    return columns.apply(command);
  }

  @Override
  public BatchStream open(C command) {
    return new RowsStream(rows.apply(command), allocator);
  }
}
