package dev.tadashi.server.flightsql;

import com.google.protobuf.Message;
import dev.tadashi.server.task.BatchStream;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Answers one kind of command with rows.
 *
 * @param <C> the command
 */
interface CommandHandler<C extends Message> {

  /** Where the rows are. A statement begins to run by this. */
  FlightInfo info(C command, Call call);

  /** The rows' columns only; nothing is run. */
  Schema schema(C command, Call call);

  /** The rows, when the command itself is the ticket. */
  BatchStream open(C command);
}
