package dev.tadashi.server;

import dev.tadashi.flight.process.ProcessMain;
import dev.tadashi.flight.settings.Program;
import dev.tadashi.server.base.ServerConfig;

/** The control plane as a process. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The exit code of a run with these arguments. */
  static int run(String... args) {
    return new ProcessMain<>(Program.SERVER, ServerConfig::of, ServerNode::start).run(args);
  }
}
