package dev.tadashi.worker.cache;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.formats.LoadProgress;
import dev.tadashi.formats.PartitionLoader;
import dev.tadashi.model.control.CachedPartition;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Partitions in memory. A column is loaded once however many ask for it at the same time; a
 * partition is pinned while it is in use; the least recently used ones go when the cache is over
 * its limit. All state is guarded by this object; loads run outside of it.
 */
public final class PartitionCache implements AutoCloseable {
  private final PartitionLoader loader;
  private final Function<StoreLocation, ObjectStore> stores;

  /** The part of the room that a result may keep pinned. */
  private static final int PINNED_SHARE = 4;

  private final long limit;
  private final LearnedStatistics learned = new LearnedStatistics();
  private final Map<String, Entry> entries = new HashMap<>();
  private long bytes;
  private long clock;
  private long version;
  private long loads;
  private long loadedBytes;

  private static final class Entry {
    final PartitionRef partition;
    final Map<String, Column> columns = new HashMap<>();

    /** Columns to be dropped when nobody uses the partition. */
    final Set<String> leaving = new HashSet<>();

    /** Columns whose place was taken by such of another type, until nobody uses the partition. */
    final List<Column> replaced = new ArrayList<>();

    int pins;
    boolean loading;
    long used;

    Entry(PartitionRef partition) {
      this.partition = partition;
    }

    List<String> held() {
      return columns.keySet().stream().filter(name -> !leaving.contains(name)).sorted().toList();
    }

    long bytes() {
      return Stream.concat(columns.values().stream(), replaced.stream())
          .mapToLong(Column::bytes)
          .sum();
    }

    /** Files that are added to a table may widen its columns, also in partitions that stay. */
    boolean has(Field field) {
      Column column = columns.get(field.name());
      return column != null && column.type().equals(field.type());
    }

    void put(String name, Column column) {
      Column before = columns.put(name, column);
      if (before != null) {
        replaced.add(before);
      }
    }

    long bytes(List<String> names) {
      return names.stream().mapToLong(name -> column(name).bytes()).sum();
    }

    Column column(String name) {
      return Objects.requireNonNull(columns.get(name), () -> name + " is not in memory");
    }
  }

  /**
   * @param stores opens the store of a root, which stays open
   * @param limit bytes above which unpinned partitions are dropped
   */
  public PartitionCache(
      PartitionLoader loader, Function<StoreLocation, ObjectStore> stores, long limit) {
    this.loader = loader;
    this.stores = stores;
    this.limit = limit;
  }

  /** The partition with these columns, pinned until {@link #unpin}; loads what is absent. */
  public Partition pin(PartitionRef ref, List<Field> columns, LoadProgress progress) {
    Entry entry = reserve(ref);
    try {
      Optional<List<Column>> picked = Optional.empty();
      while (picked.isEmpty()) {
        load(entry, columns, progress);
        picked = pick(entry, columns);
      }
      return new Partition(Math.toIntExact(ref.rows()), picked.get());
    } catch (RuntimeException | Error e) {
      unpin(ref);
      throw e;
    }
  }

  /**
   * Whether these columns of partitions may stay pinned for as long as somebody reads a result: all
   * are here and take at most a quarter of the room.
   */
  public synchronized boolean mayKeepPinned(List<PartitionRef> refs, List<Field> columns) {
    long size = 0;
    for (PartitionRef ref : refs) {
      Entry entry = entries.get(ref.id());
      if (entry == null || !columns.stream().allMatch(entry::has)) {
        return false;
      }
      size += entry.bytes(columns.stream().map(Field::name).toList());
    }
    return size <= limit / PINNED_SHARE;
  }

  /** The columns, unless another use has just loaded one of them with another type. */
  private synchronized Optional<List<Column>> pick(Entry entry, List<Field> columns) {
    return columns.stream().allMatch(entry::has)
        ? Optional.of(columns.stream().map(field -> entry.column(field.name())).toList())
        : Optional.empty();
  }

  private synchronized Entry reserve(PartitionRef ref) {
    Entry entry = entries.computeIfAbsent(ref.id(), id -> new Entry(ref));
    entry.pins++;
    entry.used = ++clock;
    return entry;
  }

  private void load(Entry entry, List<Field> columns, LoadProgress progress) {
    List<Field> absent = begin(entry, columns);
    if (absent.isEmpty()) {
      return;
    }
    Map<String, Column> loaded = Map.of();
    try {
      ObjectStore store = stores.apply(entry.partition.store());
      loaded = loader.load(store, entry.partition, absent, progress);
      learned.learn(entry.partition, loaded);
    } finally {
      end(entry, loaded);
    }
  }

  /** Waits for another load of the same partition, then claims what is still absent. */
  private synchronized List<Field> begin(Entry entry, List<Field> columns) {
    boolean interrupted = false;
    while (entry.loading) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    List<Field> absent = new ArrayList<>();
    for (Field field : columns) {
      // Who asks again keeps it.
      entry.leaving.remove(field.name());
      if (!entry.has(field)) {
        absent.add(field);
      }
    }
    entry.loading = !absent.isEmpty();
    return absent;
  }

  private synchronized void end(Entry entry, Map<String, Column> loaded) {
    loaded.forEach(entry::put);
    long size = loaded.values().stream().mapToLong(Column::bytes).sum();
    bytes += size;
    loadedBytes += size;
    loads += loaded.isEmpty() ? 0 : 1;
    version++;
    entry.loading = false;
    notifyAll();
    shrink();
  }

  /** Takes over columns that came another way than by a load; those it has already stay. */
  public synchronized void put(PartitionRef ref, Map<String, Column> columns) {
    Entry entry = entries.computeIfAbsent(ref.id(), id -> new Entry(ref));
    entry.used = ++clock;
    columns.forEach((name, column) -> {
      if (entry.columns.putIfAbsent(name, column) == null) {
        bytes += column.bytes();
      } else {
        column.close();
      }
    });
    version++;
    shrink();
  }

  /** Gives back a pin. */
  public synchronized void unpin(PartitionRef ref) {
    Entry entry = entries.get(ref.id());
    if (entry == null) {
      return;
    }
    entry.pins--;
    dropLeaving(entry);
    shrink();
  }

  private void shrink() {
    while (bytes > limit) {
      List<Entry> idle = entries.values().stream().filter(e -> e.pins == 0).toList();
      if (idle.isEmpty()) {
        return;
      }
      drop(idle.stream().min(Comparator.comparingLong(e -> e.used)).orElseThrow());
    }
  }

  private void drop(Entry entry) {
    bytes -= entry.bytes();
    entry.columns.values().forEach(Column::close);
    entry.replaced.forEach(Column::close);
    entries.remove(entry.partition.id());
    version++;
  }

  /** Forgets these columns of a partition (all when null): now, or when its last user is done. */
  public synchronized void evict(PartitionRef ref, @Nullable Collection<String> columns) {
    Entry entry = entries.get(ref.id());
    if (entry != null) {
      entry.leaving.addAll(columns == null ? entry.columns.keySet() : columns);
      entry.leaving.retainAll(entry.columns.keySet());
      dropLeaving(entry);
      version++;
    }
  }

  private void dropLeaving(Entry entry) {
    if (entry.pins > 0) {
      return;
    }
    entry.leaving.forEach(name -> entry.replaced.add(entry.columns.remove(name)));
    entry.leaving.clear();
    for (Column column : entry.replaced) {
      bytes -= column.bytes();
      column.close();
      version++;
    }
    entry.replaced.clear();
    if (entry.columns.isEmpty()) {
      drop(entry);
    }
  }

  /** What loads have found in partitions. */
  public LearnedStatistics learned() {
    return learned;
  }

  /** All that is known of what is in memory is to be told again. */
  public void learnAgain() {
    for (Entry entry : pinAll()) {
      learned.learn(entry.partition, columns(entry));
      unpin(entry.partition);
    }
  }

  private synchronized List<Entry> pinAll() {
    List<Entry> all = List.copyOf(entries.values());
    all.forEach(entry -> entry.pins++);
    return all;
  }

  private synchronized Map<String, Column> columns(Entry entry) {
    return Map.copyOf(entry.columns);
  }

  /** Grows with each change of what is in memory. */
  public synchronized long version() {
    return version;
  }

  /** How many loads there were. */
  public synchronized long loads() {
    return loads;
  }

  /** Bytes of all that was ever loaded. */
  public synchronized long loadedBytes() {
    return loadedBytes;
  }

  public synchronized long bytes() {
    return bytes;
  }

  /** How many partitions are in memory. */
  public synchronized int size() {
    return (int) entries.values().stream().filter(e -> !e.held().isEmpty()).count();
  }

  /** What is in memory. */
  public synchronized List<CachedPartition> contents() {
    List<CachedPartition> all = new ArrayList<>();
    for (Entry entry : entries.values()) {
      List<String> names = entry.held();
      if (!names.isEmpty()) {
        all.add(
            new CachedPartition(
                entry.partition.id(), names, entry.partition.rows(), entry.bytes(names)));
      }
    }
    return all;
  }

  @Override
  public synchronized void close() {
    List.copyOf(entries.values()).forEach(this::drop);
  }
}
