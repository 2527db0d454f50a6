package dev.tadashi.worker;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Runs a worker until it is told to stop. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = "Runs a worker in the foreground.")
public final class Main implements Callable<Integer> {
  @Option(names = "--port", description = "Flight port; 0 for any (50051)")
  private int port = 50_051;

  @Option(names = "--bind", description = "address to listen on (127.0.0.1)")
  private String bind = "127.0.0.1";

  @Option(names = "--server", description = "control plane to join, HOST:PORT")
  private @Nullable String server;

  @Option(names = "--memory", converter = Size.class, description = "such as 4GiB")
  private long memory = Runtime.getRuntime().maxMemory();

  @Option(names = "--threads", description = "engine threads (all cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--data-dir", description = "folder for temporary files")
  private Path dataDir = Path.of(".tadashi", "worker");

  @Option(names = "--advertise", description = "HOST:PORT where others reach it")
  private @Nullable String advertise;

  @Option(names = "--token-file", description = "file with the cluster's token")
  private @Nullable Path tokenFile;

  @Option(names = "--file-root", description = "folder whose files may be read; may be repeated")
  private List<Path> fileRoots = new ArrayList<>();

  /** Sizes such as 512MiB or 4GiB. */
  static final class Size implements ITypeConverter<Long> {
    private static final Map<String, Long> UNITS =
        Map.of(
            "", 1L, "b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30, "k", 1L << 10, "m",
            1L << 20, "g", 1L << 30);

    @Override
    public Long convert(String text) {
      String lower = text.trim().toLowerCase(Locale.ROOT);
      int digits = 0;
      while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
        digits++;
      }
      Long unit = UNITS.get(lower.substring(digits).trim());
      if (digits == 0 || digits > 12 || unit == null) {
        throw new CommandLine.TypeConversionException("'" + text + "' is not a size such as 4GiB");
      }
      return Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), unit);
    }
  }

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Main());
    command.setParameterExceptionHandler((e, rest) -> {
      System.err.println("worker: " + e.getMessage());
      return 2;
    });
    command.setExecutionExceptionHandler((e, line, result) -> {
      System.err.println("worker: " + TadashiException.wrap(e).detail().describe());
      return 1;
    });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(dataDir);
    @Nullable String token = tokenFile == null ? null : Files.readString(tokenFile).trim();
    WorkerConfig config =
        new WorkerConfig(bind, port, server, memory, threads, dataDir, advertise, token, fileRoots);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitStop(stop, stopped)));
    try (WorkerNode node = WorkerNode.start(config)) {
      writeReady(node.address());
      stop.await();
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private static void awaitStop(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeReady(String address) throws IOException {
    Path draft = dataDir.resolve("worker.ready.new");
    Files.write(draft, Json.bytes(Map.of("address", address)));
    Files.move(draft, dataDir.resolve("worker.ready"), StandardCopyOption.ATOMIC_MOVE);
  }
}
