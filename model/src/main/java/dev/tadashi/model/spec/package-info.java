/**
 * The aggregation spec a client submits, and its planner: names are resolved against a table's
 * schema, and the same plan records come out that SQL will give.
 */
@NullMarked
package dev.tadashi.model.spec;

import org.jspecify.annotations.NullMarked;
