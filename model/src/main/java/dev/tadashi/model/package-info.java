/**
 * The shared language of every process: ids, types, expressions, plan records, task, worker and
 * partition records, and numbered errors, with one JSON codec for all of them. Values flow in and
 * out as immutable records. It must not know about I/O, Arrow, Flight or SQL.
 */
@NullMarked
package dev.tadashi.model;

import org.jspecify.annotations.NullMarked;
