/**
 * Where the files are: object stores that list and read by range, the tables that lie in them, and
 * how files are cut into partitions. A store's record flows in; files with their identity, bytes,
 * and partitions flow out. It must not know what is inside a file, nor any native code.
 */
@NullMarked
package dev.tadashi.storage;

import org.jspecify.annotations.NullMarked;
