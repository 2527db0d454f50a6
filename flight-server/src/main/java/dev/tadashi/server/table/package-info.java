/**
 * Object stores and the tables in them: stores are listed here, their files are inspected by
 * workers, and what was found is published to the catalog. A name and a session flow in, a table
 * with its frozen partitions flows out. It knows no task.
 */
@NullMarked
package dev.tadashi.server.table;

import org.jspecify.annotations.NullMarked;
