package dev.tadashi.server.sql;

import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.server.ingest.ClientRows;
import dev.tadashi.server.ingest.IngestService;
import dev.tadashi.server.managed.Upload;
import dev.tadashi.server.table.PartitionPruner;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.server.task.BatchStream;
import dev.tadashi.server.task.TaskModule;
import dev.tadashi.server.task.TaskService.Work;
import dev.tadashi.sql.PlannedStatement;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements that change tables. Their queries are tasks of their own, whose rows go where
 * those of clients go; each answers how many rows it wrote or removed.
 */
final class TableWrites {
  /** The column of the answer. */
  static final String ROWS = "rows";

  private final TaskModule tasks;
  private final IngestService ingest;
  private final TableRegistry registry;
  private final ViewRegistry views;

  TableWrites(TaskModule tasks, IngestService ingest, TableRegistry registry, ViewRegistry views) {
    this.tasks = tasks;
    this.ingest = ingest;
    this.registry = registry;
    this.views = views;
  }

  private static RowList changed(long rows) {
    return new RowList().numbers(ROWS).add(rows);
  }

  RowList insert(PlannedStatement.Insert insert, StatementRunner.Call call) {
    return write(insert.table(), IngestMode.APPEND, insert.query(), call);
  }

  /** Writes what a query makes; a repeat of the statement does not run it again. */
  private RowList write(
      TableName table, IngestMode mode, PlannedStatement.Query query, StatementRunner.Call call) {
    @Nullable String key = call.request().idempotencyKey();
    Work work = named(call.work().apply(query));
    Upload upload =
        ingest
            .tables()
            .begin(
                table,
                work.plan().schema(),
                mode,
                key == null ? newId() : "sql:" + key,
                StatementDigest.of(call.request()));
    if (upload.first() != null) {
      return changed(upload.first().result().rows());
    }
    try {
      return changed(rows(work, call, rows -> ingest.write(upload, rows)).rows());
    } catch (RuntimeException | Error e) {
      ingest.tables().abandon(upload, List.of());
      throw e;
    }
  }

  RowList create(PlannedStatement.CreateTable table, StatementRunner.Call call) {
    if (there(table.name(), table.ifNotExists())) {
      return changed(0);
    }
    Upload upload =
        ingest.tables().begin(table.name(), table.schema(), mode(table.orReplace()), newId());
    ingest.tables().commit(upload, WrittenRows.NONE);
    return changed(0);
  }

  RowList create(PlannedStatement.CreateTableAs table, StatementRunner.Call call) {
    if (there(table.name(), table.ifNotExists())) {
      return changed(0);
    }
    return write(table.name(), mode(table.orReplace()), table.query(), call);
  }

  private boolean there(TableName name, boolean ifNotExists) {
    if (views.find(name).isPresent()) {
      throw new TadashiException(ErrorCode.TABLE_EXISTS, "there is a view '" + name + "' already")
          .at("table", name.toString())
          .hint("give the table another name, or drop the view");
    }
    return ifNotExists && registry.find(name).isPresent();
  }

  private static IngestMode mode(boolean orReplace) {
    return orReplace ? IngestMode.REPLACE : IngestMode.CREATE;
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  RowList drop(PlannedStatement.DropTable table) {
    if (registry.find(table.name()).isEmpty() && table.ifExists()) {
      return changed(0);
    }
    ingest.tables().drop(table.name());
    return changed(0);
  }

  RowList truncate(PlannedStatement.Truncate table) {
    return changed(ingest.tables().truncate(table.name()).rows());
  }

  /** Files with rows that go are written again without them; all others stay as they are. */
  RowList delete(PlannedStatement.Delete delete, StatementRunner.Call call) {
    ingest.tables().snapshot(delete.table());
    Work matching = call.work().apply(delete.matching());
    StoredTable table = matching.tables().getFirst();
    StoredTable touched = touched(table, matching.plan());
    long gone = touched.partitions().isEmpty() ? 0 : count(matching, touched, call);
    if (gone == 0) {
      return changed(0);
    }
    Work left = call.work().apply(delete.left());
    Upload upload =
        ingest.tables().begin(delete.table(), left.plan().schema(), IngestMode.APPEND, newId());
    List<String> removed = paths(touched.partitions());
    rows(
        new Work(left.plan(), null, List.of(touched)),
        call,
        rows ->
            ingest.write(
                upload,
                rows,
                (u, written) -> ingest.tables().replaceFiles(u, removed, written.files())));
    return changed(gone);
  }

  /** The table with only those partitions whose files may have a row that goes. */
  private static StoredTable touched(StoredTable table, Plan matching) {
    List<PartitionRef> needed =
        PartitionPruner.inputs(matching, List.of(table)).getFirst().partitionsRead();
    // A file is written again whole, and a partition may hold a part of one.
    Set<String> files = new HashSet<>(paths(needed));
    List<PartitionRef> all = table.partitions();
    for (int before = -1; before != files.size(); ) {
      before = files.size();
      needed =
          all.stream()
              .filter(each -> paths(List.of(each)).stream().anyMatch(files::contains))
              .toList();
      files.addAll(paths(needed));
    }
    return new StoredTable(table.record(), needed, table.statistics());
  }

  private static List<String> paths(List<PartitionRef> partitions) {
    return partitions.stream()
        .flatMap(partition -> partition.slices().stream())
        .map(FileSlice::path)
        .distinct()
        .toList();
  }

  private long count(Work matching, StoredTable touched, StatementRunner.Call call) {
    try (BatchStream batches = run(new Work(matching.plan(), null, List.of(touched)), call)) {
      long rows = 0;
      while (batches.next()) {
        if (batches.root().getRowCount() > 0
            && batches.root().getVector(0) instanceof BigIntVector counts) {
          rows += counts.get(0);
        }
      }
      return rows;
    }
  }

  /** The work with the plan's own names for its columns, which are the table's. */
  private static Work named(Work work) {
    return new Work(work.plan(), null, work.tables());
  }

  private IngestResult rows(
      Work work, StatementRunner.Call call, Function<ClientRows, IngestResult> write) {
    try (BatchStream batches = run(work, call)) {
      return write.apply(
          new ClientRows(
              work.plan().schema(),
              batches.root(),
              new DictionaryProvider.MapDictionaryProvider(),
              batches::next));
    }
  }

  /** Runs the query as a task and opens its result. */
  private BatchStream run(Work work, StatementRunner.Call call) {
    Requests.SubmitTask asked = call.request();
    Requests.SubmitTask inner =
        new Requests.SubmitTask(
            Objects.requireNonNull(asked.sql(), "a statement has a text"),
            asked.parameters(),
            null,
            false,
            null,
            asked.priority(),
            asked.timeout());
    TaskId task = tasks.service().submit(inner, TaskKind.QUERY, () -> work).id();
    return tasks.results().awaitAndOpen(task, () -> false);
  }

  /** How many rows a statement changed, by its answer; none when it answers something else. */
  static Optional<Long> changedRows(Plan answer) {
    boolean counts =
        answer instanceof Plan.Values values
            && values.rows().size() == 1
            && values.schema().fields().size() == 1
            && values.schema().field(0).name().equals(ROWS);
    return counts
        ? Optional.of(((Plan.Values) answer).rows().getFirst().getFirst().longValue())
        : Optional.empty();
  }
}
