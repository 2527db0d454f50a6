package dev.tadashi.model.control;

import dev.tadashi.model.cluster.WorkerLoad;

/**
 * A worker's first message: who it is and which protocol it speaks.
 *
 * @param protocol newest protocol version it knows
 * @param address where the control plane and other workers reach it
 * @param incarnation random per process start
 */
public record Attach(int protocol, String address, String incarnation, WorkerLoad load) {
  /** The version that this code speaks. */
  public static final int PROTOCOL = 1;
}
