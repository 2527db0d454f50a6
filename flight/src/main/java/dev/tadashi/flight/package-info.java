/**
 * What the two processes share on the wire: the operation registry, the codec that refuses hostile
 * bytes, tickets and the exchange protocol. Records flow in, Flight messages flow out, and the
 * reverse. It must not know how an operation is carried out.
 */
@NullMarked
package dev.tadashi.flight;

import org.jspecify.annotations.NullMarked;
