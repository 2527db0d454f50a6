package dev.tadashi.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.id.TaskId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
  private static final int ACKNOWLEDGED = 3_000;
  private static final int WRITERS = 16;

  @TempDir Path dir;

  @Test
  void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    Process child = start("write");
    try (BufferedReader out = child.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        acknowledged.add(line);
        if (acknowledged.size() == ACKNOWLEDGED) {
          child.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(child.waitFor()).isEqualTo(137);
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED);
    try (Catalog catalog = Catalog.open(dir)) {
      for (String id : acknowledged) {
        assertThat(catalog.tasks().get(TaskId.parse(id))).as(id).isPresent();
      }
      assertThat(catalog.tasks().unfinished()).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED);
    }
  }

  @Test
  void aSecondProcessIsRefused() throws Exception {
    try (Catalog catalog = Catalog.open(dir)) {
      assertThat(catalog.workers().all()).isEmpty();
      Process child = start("open");
      try (BufferedReader out = child.inputReader()) {
        assertThat(out.lines().toList())
            .singleElement()
            .asString()
            .contains("ADDRESS_IN_USE 2006", dir.toString());
      }
      assertThat(child.waitFor()).isZero();
    }
  }

  private Process start(String mode) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            mode,
            dir.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The other process. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Path dir = Path.of(args[1]);
      if (args[0].equals("open")) {
        open(dir);
      } else {
        write(Catalog.open(dir), System.out);
      }
    }

    private static void open(Path dir) {
      try (Catalog catalog = Catalog.open(dir)) {
        System.out.println("opened with " + catalog.workers().all());
      } catch (RuntimeException e) {
        System.out.println(e.getMessage());
      }
    }

    private static void write(Catalog catalog, PrintStream out) {
      AtomicLong number = new AtomicLong();
      try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
        for (int i = 0; i < WRITERS; i++) {
          writers.execute(() -> {
            while (true) {
              TaskId id = Samples.id(number.incrementAndGet());
              catalog.tasks().accept(Samples.task(id, null));
              synchronized (out) {
                out.println(id);
              }
            }
          });
        }
      }
    }
  }
}
