/**
 * The shared Flight layer of both processes: operations as DoAction, typed errors over the wire,
 * the gRPC server with token and health, clients, and signed tickets. Operation records and
 * handlers flow in; bytes on the wire flow out. It must not know what any operation does.
 */
@NullMarked
package dev.tadashi.flight.rpc;

import org.jspecify.annotations.NullMarked;
