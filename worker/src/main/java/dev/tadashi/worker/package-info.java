/**
 * The worker process: it caches partitions, runs splits on all cores, exchanges partials with its
 * peers and reports what it holds. Orders flow in from the control plane, results stream out. It
 * must not know the catalog or how placement is decided.
 */
@NullMarked
package dev.tadashi.worker;

import org.jspecify.annotations.NullMarked;
