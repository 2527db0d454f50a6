/**
 * The decisions of the control plane as pure functions: cutting plans into stages, placing splits,
 * state transitions, leases and retries. Records, the time and randomness flow in; next states and
 * orders flow out. It must not know about threads, clocks, the network or storage.
 *
 * <p>After a restart of the control plane an unfinished task runs again from its start under its
 * id. What workers still hold of it (sealed units, buckets) could be adopted, since their reports
 * name it all, but is dropped: a task that reads memory takes seconds, an adoption that is wrong
 * once gives a wrong answer, and attempts of the higher epoch fence all that was before without a
 * rule of their own. Before anything is placed, the workers that the catalog knows are awaited for
 * a moment, so that partitions are read where they are in memory.
 */
@NullMarked
package dev.tadashi.scheduler;

import org.jspecify.annotations.NullMarked;
