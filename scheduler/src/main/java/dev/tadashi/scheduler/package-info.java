/**
 * The decisions of the control plane as pure functions: cutting plans into stages, placing splits,
 * state transitions, leases and retries. Records, the time and randomness flow in; next states and
 * orders flow out. It must not know about threads, clocks, the network or storage.
 */
@NullMarked
package dev.tadashi.scheduler;

import org.jspecify.annotations.NullMarked;
