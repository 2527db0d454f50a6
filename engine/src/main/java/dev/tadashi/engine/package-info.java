/**
 * Vectorised operators over Arrow memory: scan, filter, project, aggregate, order and limit.
 * Columns and plan records flow in, columns and mergeable partials flow out. It must not know about
 * the network, files or SQL text.
 */
@NullMarked
package dev.tadashi.engine;

import org.jspecify.annotations.NullMarked;
