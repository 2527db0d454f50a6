/** A small table in DuckDB and in our columns, a catalog of it, and a cluster that runs plans. */
@NullMarked
package dev.tadashi.sql.testing;

import org.jspecify.annotations.NullMarked;
