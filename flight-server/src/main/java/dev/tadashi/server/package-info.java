/**
 * The control plane process: the doors clients come through, the task service behind them and the
 * state that drives workers. Operations flow in, orders go to workers, answers are relayed out. It
 * must not touch rows or load native file readers.
 */
@NullMarked
package dev.tadashi.server;

import org.jspecify.annotations.NullMarked;
