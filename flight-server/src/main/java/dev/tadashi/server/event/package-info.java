/**
 * What clients that listen are told: changes of tasks and workers flow in, each listener's bounded
 * queue of numbered events flows out. It knows no transport.
 */
@NullMarked
package dev.tadashi.server.event;

import org.jspecify.annotations.NullMarked;
