/** Sources and relays for the tests of relaying. */
@NullMarked
package dev.tadashi.flight.relay.testing;

import org.jspecify.annotations.NullMarked;
