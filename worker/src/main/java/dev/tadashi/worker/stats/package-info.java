/** What the worker counts of its own work; the counts flow out with each report. */
@NullMarked
package dev.tadashi.worker.stats;

import org.jspecify.annotations.NullMarked;
