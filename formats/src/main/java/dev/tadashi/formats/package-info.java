/**
 * Files turned into engine columns and back. A file of an object store flows in; its schema, its
 * partitions and their columns flow out. It must not know which worker it runs on or why a
 * partition is wanted, and runs in worker processes only.
 */
@NullMarked
package dev.tadashi.formats;

import org.jspecify.annotations.NullMarked;
