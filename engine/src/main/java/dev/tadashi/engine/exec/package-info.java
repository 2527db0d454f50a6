/**
 * Runs the stages of a plan: splits over partitions or buckets into sealed units, units into merged
 * buckets, merged buckets into result batches. Units and partitions flow in, units and Arrow
 * batches out. It must not know who asks, where partitions come from, or where units go.
 */
@NullMarked
package dev.tadashi.engine.exec;

import org.jspecify.annotations.NullMarked;
