package dev.tadashi.server.flightsql;

import dev.tadashi.catalog.SessionRecord;
import org.apache.arrow.flight.FlightDescriptor;

/**
 * What came with a command.
 *
 * @param session of the call; one that nothing was set in need not be kept
 */
record Call(FlightDescriptor descriptor, SessionRecord session) {}
