/**
 * Column types, fields and schemas as both the user and the engine name them, with one text form
 * each. It knows neither Arrow nor SQL.
 */
@NullMarked
package dev.tadashi.model.type;

import org.jspecify.annotations.NullMarked;
