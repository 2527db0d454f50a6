/**
 * The bounded local copy of what was read from remote stores, in blocks, keyed by store, path and
 * ETag: an {@link dev.tadashi.storage.ObjectStore} flows in, one that reads each byte from far away
 * only once flows out.
 */
@NullMarked
package dev.tadashi.storage.cache;

import org.jspecify.annotations.NullMarked;
