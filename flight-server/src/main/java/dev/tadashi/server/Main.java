package dev.tadashi.server;

import dev.tadashi.flight.process.ProcessMain;
import dev.tadashi.flight.settings.Program;
import dev.tadashi.server.base.ServerConfig;
import dev.tadashi.server.managed.Recovery;
import java.util.Arrays;

/** The control plane as a process. */
public final class Main {
  private static final String RECOVER = "recover";

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The exit code of a run with these arguments. */
  static int run(String... args) {
    ProcessMain<ServerConfig> process =
        new ProcessMain<>(Program.SERVER, ServerConfig::of, ServerNode::start);
    boolean recover = args.length > 0 && args[0].equals(RECOVER);
    return recover
        ? process.runOnce(
            config -> Recovery.run(config, System.out), Arrays.copyOfRange(args, 1, args.length))
        : process.run(args);
  }
}
