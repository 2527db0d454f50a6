/**
 * Results that are passed on as they came. A call's answer can be given as the bytes of Flight's
 * messages, and such bytes can be asked of another process, so that nothing between them decodes a
 * batch. What is in a batch is unknown here; only a stream's schema is read, and may be written
 * anew.
 */
@NullMarked
package dev.tadashi.flight.relay;

import org.jspecify.annotations.NullMarked;
