package dev.tadashi.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCacheTest {
  private static final int MIB = 1 << 20;
  private static final TableFile BIG = new TableFile("big", 20L * MIB + 17, "e1");

  @TempDir private Path temp;
  private final CountedStore far = new CountedStore();
  private LocalCache cache;
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("cache"));
    Files.writeString(folder.resolve("left-over.blocks"), "of an earlier process");
    cache = LocalCache.open(folder, 24L * MIB);
    store = cache.over(far, StoreLocation.of("far://away"));
  }

  @AfterEach
  void nothingIsLeftOnDisk() throws IOException {
    store.close();
    cache.close();
    assertThat(cache.bytes()).isZero();
    try (Stream<Path> left = Files.list(temp.resolve("cache"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void eachByteIsFetchedOnceHoweverManyWantIt() throws Exception {
    try (ExecutorService readers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> reads = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        long offset = (i % 8) * 2L * MIB + i;
        reads.add(readers.submit(() -> requireRead(BIG, offset, 3 * MIB)));
      }
      for (Future<?> read : reads) {
        read.get();
      }
    }
    assertThat(far.bytes.get()).isLessThanOrEqualTo(BIG.size());
    assertThat(cache.bytes()).isEqualTo(far.bytes.get());
  }

  @Test
  void theEndOfAFileIsNoWholeBlock() {
    requireRead(BIG, BIG.size() - 20, 20);
    requireRead(new TableFile("tiny", 5, "e1"), 1, 4);
    assertThat(far.bytes.get()).isEqualTo(MIB + 17 + 5);
  }

  @Test
  void copiesRangesToTheSamePlaces() throws IOException {
    Path target = temp.resolve("target");
    try (FileChannel channel =
        FileChannel.open(
            target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      store.copy(BIG, 5L * MIB + 3, 2 * MIB, channel);
      ByteBuffer copied = ByteBuffer.allocate(2 * MIB);
      channel.read(copied, 5L * MIB + 3);
      assertThat(copied.flip()).isEqualTo(CountedStore.content(BIG, 5L * MIB + 3, 2 * MIB));
    }
  }

  @Test
  void theLeastRecentlyUsedCopyGoesFirst() {
    TableFile first = new TableFile("first", 10L * MIB, "e1");
    TableFile second = new TableFile("second", 10L * MIB, "e1");
    requireRead(first, 0, 10 * MIB);
    requireRead(second, 0, 10 * MIB);
    requireRead(first, 0, 1);
    requireRead(new TableFile("third", 10L * MIB, "e1"), 0, 10 * MIB);
    long before = far.bytes.get();
    requireRead(first, 0, 10 * MIB);
    assertThat(far.bytes.get()).isEqualTo(before);
    requireRead(second, 0, 10 * MIB);
    assertThat(far.bytes.get()).isEqualTo(before + 10L * MIB);
    assertThat(cache.bytes()).isLessThanOrEqualTo(24L * MIB);
  }

  @Test
  void anotherContentOfAFileIsAnotherCopy() {
    requireRead(new TableFile("a", 10, "e1"), 0, 10);
    requireRead(new TableFile("a", 10, "e2"), 0, 10);
    assertThat(cache.size()).isEqualTo(2);
    assertThat(far.bytes.get()).isEqualTo(20);
  }

  @Test
  void whatIsLargerThanTheCacheIsReadPastIt() {
    TableFile huge = new TableFile("huge", 40L * MIB, "e1");
    requireRead(huge, 0, 30 * MIB);
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void aFetchThatFailsLeavesNothingAndIsTriedAgainByTheNext() {
    far.failures.set(1);
    assertThatThrownBy(() -> requireRead(BIG, 0, 20 * MIB)).isInstanceOf(TadashiException.class);
    requireRead(BIG, 0, 20 * MIB);
    assertThat(cache.bytes()).isEqualTo(20L * MIB);
  }

  @Test
  void aReaderThatIsInterruptedHarmsNoOther() throws InterruptedException {
    requireRead(BIG, 0, 4 * MIB);
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              try {
                requireRead(BIG, 0, 4 * MIB);
              } catch (RuntimeException stopped) {
                // As asked for.
              }
            });
    reader.join();
    requireRead(BIG, 0, 4 * MIB);
  }

  @Test
  void copiesThatNobodyReadsHoldNoFileOpen() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      requireRead(new TableFile("small" + i, 5, "e1"), 0, 5);
    }
    assertThat(cache.size()).isEqualTo(1_000);
    Path open = Path.of("/proc/self/fd");
    if (Files.isDirectory(open)) {
      try (Stream<Path> descriptors = Files.list(open)) {
        assertThat(descriptors.count()).isLessThan(900);
      }
    }
  }

  private void requireRead(TableFile file, long offset, int length) {
    ByteBuffer target = ByteBuffer.allocate(length);
    store.read(file, offset, target);
    assertThat(target.flip()).isEqualTo(CountedStore.content(file, offset, length));
  }
}
