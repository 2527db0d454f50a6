package dev.tadashi.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import dev.tadashi.server.base.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The control plane as a process. */
@Command(
    name = "server",
    description = "Runs a control plane in the foreground.",
    mixinStandardHelpOptions = true,
    version = "0.1.0",
    sortOptions = false)
public final class Main implements Callable<Integer> {
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  @Mixin ServerOptions options = new ServerOptions();

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The exit code of a run with these arguments. */
  static int run(String... args) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (failure, given) -> usage(String.valueOf(failure.getMessage())))
        .setExecutionExceptionHandler((failure, line, result) -> failed(failure))
        .execute(args);
  }

  private static int usage(String message) {
    System.err.println("server: " + message.lines().findFirst().orElse("bad usage"));
    return USAGE;
  }

  private static int failed(Exception failure) {
    TadashiException typed = TadashiException.wrap(failure);
    System.err.println("server: " + typed.detail().describe());
    return typed.code().errorClass() == ErrorClass.USER ? USAGE : FAILED;
  }

  @Override
  public Integer call() throws Exception {
    ServerConfig config = options.config();
    Files.createDirectories(config.dataDir());
    Path ready = config.dataDir().resolve("server.ready");
    CountDownLatch stopped = new CountDownLatch(1);
    try (ServerNode node = ServerNode.start(config)) {
      Thread hook = new Thread(() -> stop(stopped, node, ready), "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      announce(node, ready);
      System.out.println("ready http=" + node.httpUrl() + " flight=" + node.flightUri());
      stopped.await();
    }
    return 0;
  }

  private static void stop(CountDownLatch stopped, ServerNode node, Path ready) {
    try {
      Files.deleteIfExists(ready);
    } catch (IOException e) {
      System.err.println("server: " + ready + " is left behind: " + e);
    }
    node.close();
    stopped.countDown();
  }

  private static void announce(ServerNode node, Path ready) throws IOException {
    ObjectNode content = Json.mapper().createObjectNode();
    content.put("http", node.httpUrl()).put("flight", node.flightUri());
    Path unfinished = ready.resolveSibling("server.ready.unfinished");
    Files.write(unfinished, Json.bytes(content));
    Files.move(unfinished, ready, StandardCopyOption.ATOMIC_MOVE);
  }
}
