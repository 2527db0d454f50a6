package dev.tadashi.flight.process;

import dev.tadashi.flight.config.Arguments;
import dev.tadashi.flight.config.Settings;
import dev.tadashi.flight.settings.Program;
import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A program from its command line to its exit code: 0 stopped as told, 1 failed, 2 bad usage.
 *
 * @param <C> what a node is started with
 */
public final class ProcessMain<C> {
  /** The version of this program. */
  public static final String VERSION = "0.1.0";

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final Program program;
  private final Function<Settings, C> configure;
  private final Function<C, Node> start;

  public ProcessMain(Program program, Function<Settings, C> configure, Function<C, Node> start) {
    this.program = program;
    this.configure = configure;
    this.start = start;
  }

  /** A started node of the cluster. */
  public interface Node extends AutoCloseable {
    /** Its own folder. */
    Path dataDir();

    /** Where it listens, by name. */
    Map<String, String> addresses();

    @Override
    void close();
  }

  /** Runs until it is stopped; returns the exit code. */
  public int run(String... line) {
    return run(this::runUntilStopped, line);
  }

  /** Does one thing with the settings instead; returns the exit code. */
  public int runOnce(Consumer<C> work, String... line) {
    return run(work::accept, line);
  }

  private interface Work<C> {
    void run(C config) throws IOException, InterruptedException;
  }

  private int run(Work<C> work, String... line) {
    try {
      Arguments arguments = Arguments.parse(line);
      if (arguments.help()) {
        System.out.print(program.help());
      } else if (arguments.version()) {
        System.out.println(VERSION);
      } else {
        run(arguments, work);
      }
      return 0;
    } catch (IOException | RuntimeException e) {
      TadashiException typed = TadashiException.wrap(e);
      System.err.println(program.command() + ": " + oneLine(typed.detail().describe()));
      return typed.code().errorClass() == ErrorClass.USER ? USAGE : FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private static String oneLine(String text) {
    return text.lines().collect(Collectors.joining(" "));
  }

  private void run(Arguments arguments, Work<C> work) throws IOException, InterruptedException {
    Map<String, String> properties =
        System.getProperties().stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, System::getProperty));
    Settings settings = program.reader().read(arguments, System.getenv(), properties);
    C config = configure.apply(settings);
    if (arguments.show()) {
      show(settings);
    } else {
      work.run(config);
    }
  }

  private static void show(Settings settings) {
    System.out.printf("%-18s  %-32s  %s%n", "setting", "value", "from");
    for (Settings.Entry entry : settings.entries()) {
      System.out.printf("%-18s  %-32s  %s%n", entry.name(), entry.value(), entry.origin());
    }
  }

  /** The JVM's end waits until the node is closed. */
  private void runUntilStopped(C config) throws IOException, InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Node node = start.apply(config)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> askToStop(stop, stopped), "stop"));
      Files.createDirectories(node.dataDir());
      Path file = node.dataDir().resolve(program.command() + ".ready");
      try (ReadyFile ready = ReadyFile.write(file, node.addresses())) {
        System.out.println("ready " + asLine(node.addresses()));
        stop.await();
      }
    } finally {
      stopped.countDown();
    }
  }

  private static String asLine(Map<String, String> addresses) {
    return addresses.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  private static void askToStop(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
