/**
 * Durable records of the workers and object stores that were registered, and what a worker says of
 * its load.
 */
@NullMarked
package dev.tadashi.model.cluster;

import org.jspecify.annotations.NullMarked;
