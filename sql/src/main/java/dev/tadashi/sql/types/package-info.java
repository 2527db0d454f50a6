/**
 * Types as Calcite sees them, and back: widths, sums and averages are the model's, and a text never
 * becomes a number by itself.
 */
@NullMarked
package dev.tadashi.sql.types;

import org.jspecify.annotations.NullMarked;
