/** Placement policies: partitions and workers flow in, a worker for each partition flows out. */
@NullMarked
package dev.tadashi.scheduler.policy;

import org.jspecify.annotations.NullMarked;
