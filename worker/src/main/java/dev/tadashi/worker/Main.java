package dev.tadashi.worker;

import dev.tadashi.flight.process.ProcessMain;
import dev.tadashi.flight.settings.Program;

/** The worker as a process. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The exit code of a run with these arguments. */
  static int run(String... args) {
    return new ProcessMain<>(Program.WORKER, WorkerConfig::of, WorkerNode::start).run(args);
  }
}
