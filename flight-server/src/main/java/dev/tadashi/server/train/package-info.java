/**
 * What a build runs once against a cluster of its own, for the start-up caches; never a server's.
 */
@NullMarked
package dev.tadashi.server.train;

import org.jspecify.annotations.NullMarked;
