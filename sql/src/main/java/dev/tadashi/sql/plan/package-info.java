/**
 * From Calcite's relational tree to the model's plan records: expressions typed by the model,
 * columns pruned, nothing that the engine cannot run.
 */
@NullMarked
package dev.tadashi.sql.plan;

import org.jspecify.annotations.NullMarked;
