/**
 * SQL in front of the engine: a statement's text and a snapshot of the catalog flow in, the model's
 * plan records flow out, or an error with its line and column. It reads no files, asks no servers
 * and knows no operators.
 */
@NullMarked
package dev.tadashi.sql;

import org.jspecify.annotations.NullMarked;
