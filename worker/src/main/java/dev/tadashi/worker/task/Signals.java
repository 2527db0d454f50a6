package dev.tadashi.worker.task;

/** What the rest of the worker is told at once, so that nothing waits for a clock. */
public interface Signals {
  /** The control plane waits for what is reported next. */
  void report();

  /** The cache may hold what the control plane does not know yet. */
  void reportNews();

  /** Owners may lack units that are here. */
  void send();

  /** Hands the attempt's units over to the owners in this process, in the caller's thread. */
  void deliver(SplitRun sealed);
}
