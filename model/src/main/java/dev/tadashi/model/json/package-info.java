/**
 * The JSON codec of every record: snake_case, strict about unknown fields and types, and errors
 * that name the field.
 */
@NullMarked
package dev.tadashi.model.json;

import org.jspecify.annotations.NullMarked;
