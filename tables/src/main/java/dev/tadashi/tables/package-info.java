/**
 * Managed tables as they are on disk: Iceberg tables below a store's root. Files that workers wrote
 * flow in, one atomic commit each flows out to the store and to the pointers that its user keeps;
 * schemas and statistics are turned into Iceberg's and back. It reads and writes no rows, and knows
 * neither tasks nor the catalog.
 */
@NullMarked
package dev.tadashi.tables;

import org.jspecify.annotations.NullMarked;
