/**
 * Which partitions can hold a row that a condition keeps: a typed condition and what is known of
 * columns flow in, what the condition can be flows out. It may err only to the side of reading too
 * much.
 */
@NullMarked
package dev.tadashi.scheduler.prune;

import org.jspecify.annotations.NullMarked;
