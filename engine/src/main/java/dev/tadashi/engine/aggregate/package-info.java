/**
 * Hash aggregation: tables of groups, states of aggregates as columns on the heap, and their form
 * in sealed units. Chunks flow in, chunks of keys and states flow out. It knows no stages, threads
 * or exchange.
 */
@NullMarked
package dev.tadashi.engine.aggregate;

import org.jspecify.annotations.NullMarked;
