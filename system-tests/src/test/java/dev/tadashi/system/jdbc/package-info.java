/** The Flight SQL JDBC driver, as it is published, against a cluster in this process. */
@NullMarked
package dev.tadashi.system.jdbc;

import org.jspecify.annotations.NullMarked;
