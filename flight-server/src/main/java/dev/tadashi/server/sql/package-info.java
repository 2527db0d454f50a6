/**
 * Statements of SQL at the control plane: what names mean, the catalog's own tables, statements
 * with effects, and the task behind each.
 */
@NullMarked
package dev.tadashi.server.sql;

import org.jspecify.annotations.NullMarked;
