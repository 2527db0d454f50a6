/**
 * Units between workers by DoExchange: the producer offers and sends, the owner reserves, applies
 * and acknowledges. It knows no plans.
 */
@NullMarked
package dev.tadashi.worker.exchange;

import org.jspecify.annotations.NullMarked;
