/**
 * What Calcite may look up: operators and functions made from the model's registry, a line there
 * being all that a function needs.
 */
@NullMarked
package dev.tadashi.sql.function;

import org.jspecify.annotations.NullMarked;
