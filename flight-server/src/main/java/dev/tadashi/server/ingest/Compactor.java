package dev.tadashi.server.ingest;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.rpc.WriteReceipt;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.cluster.WorkerClients;
import dev.tadashi.server.managed.ManagedModule;
import dev.tadashi.server.managed.Upload;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the small files of managed tables: the worker that has most of their rows in memory writes
 * them anew, and one commit puts the new files in the place of the small ones. Who reads these goes
 * on to read them. What breaks off leaves files that no snapshot names; when that happens, or
 * another change came between, the next look tries again.
 */
public final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
  private static final Set<ErrorCode> USUAL =
      EnumSet.of(
          ErrorCode.WRITE_CONFLICT,
          ErrorCode.NO_WORKERS,
          ErrorCode.WORKER_LOST,
          ErrorCode.WORKER_UNREACHABLE);
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final long SMALL_ROWS = 64L << 10;
  private static final long SMALL_BYTES = 16L << 20;
  private static final long MOST_ROWS = 1L << 20;
  private static final long MOST_BYTES = 64L << 20;

  private final TableRegistry registry;
  private final ManagedModule managed;
  private final IngestService ingest;
  private final WorkerClients clients;
  private final Function<List<PartitionRef>, Map<String, Set<String>>> cachedOn;
  private final int enough;
  private final ReentrantLock looking = new ReentrantLock();

  /**
   * @param cachedOn the workers that hold partitions in memory, by the id of these
   * @param enough so many small files are joined, and no fewer
   */
  public Compactor(
      TableRegistry registry,
      ManagedModule managed,
      IngestService ingest,
      WorkerClients clients,
      Function<List<PartitionRef>, Map<String, Set<String>>> cachedOn,
      int enough) {
    this.registry = registry;
    this.managed = managed;
    this.ingest = ingest;
    this.clients = clients;
    this.cachedOn = cachedOn;
    this.enough = enough;
  }

  /** Looks at all tables, one after the other, unless that is being done. */
  public void look() {
    if (!looking.tryLock()) {
      return;
    }
    try {
      managed.names().forEach(name -> registry.find(name).ifPresent(this::look));
    } finally {
      looking.unlock();
    }
  }

  private void look(StoredTable table) {
    List<PartitionRef> small = small(table);
    @Nullable Schema schema = table.record().schema();
    if (small.size() < enough || schema == null || table.record().state() != TableState.READY) {
      return;
    }
    try {
      join(table.record().name(), small, schema);
    } catch (TadashiException e) {
      if (USUAL.contains(e.code())) {
        LOG.info("files of {} are joined another time: {}", table.record().name(), e.getMessage());
      } else {
        LOG.warn("files of {} could not be joined", table.record().name(), e);
      }
    }
  }

  /** The oldest small files, as far as one new file can take their rows. */
  private static List<PartitionRef> small(StoredTable table) {
    List<PartitionRef> small = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    for (PartitionRef each : table.partitions()) {
      boolean fits =
          each.rows() < SMALL_ROWS
              && each.bytes() < SMALL_BYTES
              && rows + each.rows() <= MOST_ROWS
              && bytes + each.bytes() <= MOST_BYTES;
      if (fits) {
        small.add(each);
        rows += each.rows();
        bytes += each.bytes();
      }
    }
    return small;
  }

  private void join(TableName name, List<PartitionRef> small, Schema schema) {
    Upload upload =
        managed.begin(name, schema, IngestMode.APPEND, "compaction:" + UUID.randomUUID());
    List<WrittenFile> files = List.of();
    try {
      files = joined(upload, small);
      managed.join(upload, paths(small), files);
    } catch (RuntimeException | Error e) {
      managed.abandon(upload, files.stream().map(WrittenFile::path).toList());
      throw e;
    }
    LOG.info("joined {} files of {}", small.size(), name);
  }

  private List<WrittenFile> joined(Upload upload, List<PartitionRef> small) {
    Requests.JoinPartitions request = new Requests.JoinPartitions(ingest.ticket(upload), small);
    byte[] receipt =
        clients.call(writer(small), Operations.JOIN_PARTITIONS, request, TIMEOUT).receipt();
    List<WrittenFile> files = WriteReceipt.verify(receipt, ingest.key()).rows().files();
    long before = small.stream().mapToLong(PartitionRef::rows).sum();
    long after = files.stream().mapToLong(WrittenFile::rows).sum();
    if (before != after) {
      throw new TadashiException(
          ErrorCode.INTERNAL, "%d rows were joined to %d".formatted(before, after));
    }
    return files;
  }

  /** The worker that has most of the rows in memory. */
  private String writer(List<PartitionRef> small) {
    Map<String, Long> rows = new HashMap<>();
    Map<String, Set<String>> cached = cachedOn.apply(small);
    small.forEach(each ->
        cached
            .getOrDefault(each.id(), Set.of())
            .forEach(on -> rows.merge(on, each.rows(), Long::sum)));
    return Collections.max(
        ingest.writers(), Comparator.comparing(worker -> rows.getOrDefault(worker, 0L)));
  }

  private static Set<String> paths(List<PartitionRef> partitions) {
    return partitions.stream()
        .flatMap(partition -> partition.slices().stream())
        .map(FileSlice::path)
        .collect(Collectors.toSet());
  }
}
