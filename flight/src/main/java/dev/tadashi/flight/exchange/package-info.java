/**
 * The exchange's frames: what a producer and an owner of buckets say to each other over one
 * DoExchange stream, as bytes and back. Every length is checked against the bytes that are there
 * before anything is allocated for it. It holds no state of the exchange.
 */
@NullMarked
package dev.tadashi.flight.exchange;

import org.jspecify.annotations.NullMarked;
