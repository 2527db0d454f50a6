/**
 * The shared Flight layer of both processes: an endpoint on gRPC and Netty, operations dispatched
 * by the registry, numbered errors kept over the wire, a client for operations, and signed tickets.
 * It knows no tasks and no partitions.
 */
@NullMarked
package dev.tadashi.flight.rpc;

import org.jspecify.annotations.NullMarked;
