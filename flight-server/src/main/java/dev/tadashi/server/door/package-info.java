/**
 * The handlers of all operations, for every door: a request record flows in, a response record out.
 * It knows no transport.
 */
@NullMarked
package dev.tadashi.server.door;

import org.jspecify.annotations.NullMarked;
