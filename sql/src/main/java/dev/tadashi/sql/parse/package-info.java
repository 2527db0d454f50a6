/**
 * From a statement's text to a tree whose tables are known: tokens, the few rewrites that Calcite's
 * grammar needs (each keeps every position), and views put in place. It knows no types.
 */
@NullMarked
package dev.tadashi.sql.parse;

import org.jspecify.annotations.NullMarked;
