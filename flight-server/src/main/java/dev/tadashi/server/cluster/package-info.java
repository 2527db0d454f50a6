/**
 * The scheduler on its one thread, and the workers around it: reports and commands flow in, orders
 * are pushed out, workers are dialled until they attach. It knows no table and no result.
 */
@NullMarked
package dev.tadashi.server.cluster;

import org.jspecify.annotations.NullMarked;
