/** Tests of the whole: the code's own measure, clusters in one JVM, real clients and DuckDB. */
@NullMarked
package dev.tadashi.system;

import org.jspecify.annotations.NullMarked;
