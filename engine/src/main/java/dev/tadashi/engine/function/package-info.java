/**
 * What scalar functions do with one row's values: texts, numbers, times. Values flow in and out as
 * Java objects; chunks, nulls and dictionaries are the business of the expression package's
 * kernels, which call these row by row, or once per entry of a dictionary.
 */
@NullMarked
package dev.tadashi.engine.function;

import org.jspecify.annotations.NullMarked;
