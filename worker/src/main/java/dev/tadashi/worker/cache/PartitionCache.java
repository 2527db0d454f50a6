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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Partitions in memory. A column is loaded once however many ask for it at the same time; a
 * partition is pinned while it is in use; the least recently used ones go when the cache is over
 * its limit. All state is guarded by this object; loads run outside of it.
 */
public final class PartitionCache implements AutoCloseable {
  private final PartitionLoader loader;
  private final Function<StoreLocation, ObjectStore> stores;
  private final long limit;
  private final Map<String, Entry> entries = new HashMap<>();
  private long bytes;
  private long clock;
  private long version;
  private long loads;
  private long loadedBytes;

  private static final class Entry {
    final PartitionRef partition;
    final Map<String, Column> columns = new HashMap<>();
    int pins;
    boolean loading;
    boolean evicted;
    long used;

    Entry(PartitionRef partition) {
      this.partition = partition;
    }

    boolean isHeld() {
      return !columns.isEmpty() && !evicted;
    }

    long bytes() {
      return columns.values().stream().mapToLong(Column::bytes).sum();
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
      load(entry, columns, progress);
      synchronized (this) {
        List<Column> picked = columns.stream().map(f -> column(entry, f)).toList();
        return new Partition(Math.toIntExact(ref.rows()), picked);
      }
    } catch (RuntimeException | Error e) {
      unpin(ref);
      throw e;
    }
  }

  private static Column column(Entry entry, Field field) {
    Column column = entry.columns.get(field.name());
    if (column == null) {
      throw new IllegalStateException(field.name() + " is not in memory");
    }
    return column;
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
      if (!entry.columns.containsKey(field.name())) {
        absent.add(field);
      }
    }
    entry.loading = !absent.isEmpty();
    return absent;
  }

  private synchronized void end(Entry entry, Map<String, Column> loaded) {
    entry.columns.putAll(loaded);
    long size = loaded.values().stream().mapToLong(Column::bytes).sum();
    bytes += size;
    loadedBytes += size;
    loads += loaded.isEmpty() ? 0 : 1;
    version++;
    entry.loading = false;
    notifyAll();
    shrink();
  }

  /** Gives back a pin. */
  public synchronized void unpin(PartitionRef ref) {
    Entry entry = entries.get(ref.id());
    if (entry == null) {
      return;
    }
    entry.pins--;
    if (entry.pins == 0 && (entry.evicted || entry.columns.isEmpty())) {
      drop(entry);
    }
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
    entries.remove(entry.partition.id());
    version++;
  }

  /** Forgets a partition: now, or when its last user is done. */
  public synchronized void evict(PartitionRef ref) {
    Entry entry = entries.get(ref.id());
    if (entry != null && entry.pins == 0) {
      drop(entry);
    } else if (entry != null) {
      entry.evicted = true;
      version++;
    }
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
    return (int) entries.values().stream().filter(Entry::isHeld).count();
  }

  /** What is in memory. */
  public synchronized List<CachedPartition> contents() {
    List<CachedPartition> all = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.isHeld()) {
        List<String> names = entry.columns.keySet().stream().sorted().toList();
        all.add(
            new CachedPartition(
                entry.partition.id(), names, entry.partition.rows(), entry.bytes()));
      }
    }
    return all;
  }

  @Override
  public synchronized void close() {
    List.copyOf(entries.values()).forEach(this::drop);
  }
}
