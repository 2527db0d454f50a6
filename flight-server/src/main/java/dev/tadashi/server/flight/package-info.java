/** The Flight door: actions, flights, tickets and result streams over gRPC. */
@NullMarked
package dev.tadashi.server.flight;

import org.jspecify.annotations.NullMarked;
