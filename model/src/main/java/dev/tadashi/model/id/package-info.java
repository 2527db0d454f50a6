/**
 * Names that are never reused: task ids and the stamps that fence attempts, owners and orders. Time
 * and randomness are passed in.
 */
@NullMarked
package dev.tadashi.model.id;

import org.jspecify.annotations.NullMarked;
