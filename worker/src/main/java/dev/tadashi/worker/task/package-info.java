/**
 * What this worker holds of each task: splits it runs, units it sealed, buckets it owns. Orders
 * flow in, reports out. It does not know how units travel.
 */
@NullMarked
package dev.tadashi.worker.task;

import org.jspecify.annotations.NullMarked;
