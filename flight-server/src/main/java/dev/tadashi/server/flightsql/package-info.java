/**
 * The Flight SQL door: the protocol's commands and actions, packed in Flight's messages, become
 * planned statements, small tables about the catalog, and session options. It stands before the
 * native Flight door, which gets all the rest, and fetches results by the same tickets. It knows
 * nothing of how a statement is planned or run.
 */
@NullMarked
package dev.tadashi.server.flightsql;

import org.jspecify.annotations.NullMarked;
