/**
 * Tasks from acceptance to their end, and their results: a request flows in by one path for every
 * door, the scheduler's events drive it on, a durable end and a stream of batches flow out. It
 * knows no door.
 */
@NullMarked
package dev.tadashi.server.task;

import org.jspecify.annotations.NullMarked;
