package dev.tadashi.server.ingest;

import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.managed.ManagedModule;
import dev.tadashi.server.managed.Upload;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.server.task.BatchStream;
import dev.tadashi.server.task.TaskModule;
import dev.tadashi.server.task.TaskService.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the small files of managed tables: a task of the lowest priority reads their rows, which
 * are written like those of a client, and one commit puts the new files in the place of the small
 * ones. Who reads these goes on to read them. When another change came between, the next look tries
 * again.
 */
public final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
  private static final int LAST = -1_000_000;
  private static final long SMALL_ROWS = 64L << 10;
  private static final long SMALL_BYTES = 16L << 20;
  private static final long MOST_ROWS = 1L << 20;
  private static final long MOST_BYTES = 64L << 20;

  private final TableRegistry registry;
  private final ManagedModule managed;
  private final IngestService ingest;
  private final TaskModule tasks;
  private final int enough;
  private final ReentrantLock looking = new ReentrantLock();

  /**
   * @param enough so many small files are joined, and no fewer
   */
  public Compactor(
      TableRegistry registry,
      ManagedModule managed,
      IngestService ingest,
      TaskModule tasks,
      int enough) {
    this.registry = registry;
    this.managed = managed;
    this.ingest = ingest;
    this.tasks = tasks;
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
      join(new StoredTable(table.record(), small, table.statistics()), schema);
    } catch (TadashiException e) {
      boolean usual =
          e.code() == ErrorCode.WRITE_CONFLICT
              || e.code() == ErrorCode.NO_WORKERS
              || e.code() == ErrorCode.QUEUE_FULL;
      if (usual) {
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

  private void join(StoredTable small, Schema schema) {
    TableName name = small.record().name();
    Set<String> removed =
        small.partitions().stream()
            .flatMap(partition -> partition.slices().stream())
            .map(FileSlice::path)
            .collect(Collectors.toSet());
    Plan plan = new Plan.Steps(new Plan.Scan(name, schema.fields()), List.of());
    TaskId task = submit(name, new Work(plan, null, List.of(small)));
    try (BatchStream batches = tasks.results().awaitAndOpen(task, () -> false)) {
      Upload upload =
          managed.begin(name, schema, IngestMode.APPEND, "compaction:" + UUID.randomUUID());
      ingest.write(
          upload,
          new ClientRows(
              schema,
              batches.root(),
              new DictionaryProvider.MapDictionaryProvider(),
              batches::next),
          (open, files) -> managed.join(open, removed, files));
    }
    LOG.info("joined {} files of {}", removed.size(), name);
  }

  private TaskId submit(TableName name, Work work) {
    Requests.SubmitTask request =
        new Requests.SubmitTask(
            "-- joins small files of " + name, null, null, false, null, LAST, null);
    return tasks.service().submit(request, TaskKind.QUERY, () -> work).id();
  }
}
