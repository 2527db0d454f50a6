/**
 * The shared language of all processes: ids, types, expressions, plans, catalog records, control
 * messages and error codes, with one JSON codec. Everything may import it; it does no I/O and knows
 * neither Arrow nor SQL.
 */
@NullMarked
package dev.tadashi.model;

import org.jspecify.annotations.NullMarked;
