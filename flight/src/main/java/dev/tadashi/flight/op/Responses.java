package dev.tadashi.flight.op;

import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.model.type.Field;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operations answer. */
public final class Responses {
  private Responses() {}

  /** Done. */
  public record Ok(boolean ok) {
    public static final Ok OK = new Ok(true);
  }

  /** A session: its id goes into the header {@code x-tadashi-session} of later calls. */
  public record Session(String session, String flightUri, Instant expires) {}

  /**
   * A worker and its health.
   *
   * @param incarnation of the process that is attached; null when none is
   * @param lastReport when it was last heard of
   */
  public record Worker(
      String address,
      WorkerState state,
      @Nullable String incarnation,
      WorkerLoad load,
      Instant registered,
      @Nullable Instant lastReport) {}

  /** All workers. */
  public record Workers(List<Worker> workers) {}

  /** All object stores. */
  public record Stores(List<StoreRecord> stores) {}

  /**
   * A table.
   *
   * @param columns empty until inspected
   * @param cachedPartitions partitions with a column in some worker's memory
   */
  public record Table(
      TableName name,
      String format,
      TableState state,
      List<Field> columns,
      int files,
      int partitions,
      int cachedPartitions,
      long rows,
      long bytes,
      @Nullable ErrorDetail error) {}

  /** Tables. */
  public record Tables(List<Table> tables) {}

  /** Columns of a partition in a worker's memory. */
  public record CachedCopy(String worker, List<String> columns, long bytes) {}

  /**
   * A partition: what it is, what is in it, and where it is in memory.
   *
   * @param slices its identity: row groups of files, each with the file's ETag
   * @param bytes of the files
   * @param columns what is in the columns that were loaded at some time
   * @param cachedOn the workers whose memory holds a column of it
   * @param cached what of it each of them holds
   */
  public record Partition(
      String id,
      List<FileSlice> slices,
      long rows,
      long bytes,
      List<ColumnStatistics> columns,
      List<String> cachedOn,
      List<CachedCopy> cached) {}

  /**
   * Partitions of a table.
   *
   * @param next the {@code after} of the next page, when there is one
   */
  public record Partitions(TableName table, List<Partition> partitions, @Nullable String next) {}

  /** A registered store and the tables found in it. */
  public record RegisteredStore(StoreRecord store, List<Table> tables) {}

  /** An accepted task; the id is durable. */
  public record Submitted(TaskId id, TaskState state) {}

  /**
   * How much of its table a task has read.
   *
   * @param bytes of the files, in proportion to the rows
   */
  public record Input(long rows, long rowsTotal, long bytes, long bytesTotal) {}

  /**
   * A task.
   *
   * @param progress 0 to 1
   * @param input while it is waiting or running, and of a load also after
   * @param waiting why it has not started yet, in words; null once it has
   * @param rows of the result; of a load: rows in memory
   * @param bytes of the result as Arrow; of a load: of the files
   * @param ticket for DoGet, base64; once succeeded
   * @param partitions of the table that it reads
   * @param partitionsPruned those of them that are left out, because no row can meet the conditions
   */
  public record Task(
      TaskId id,
      TaskKind kind,
      TaskState state,
      double progress,
      @Nullable Input input,
      @Nullable String waiting,
      boolean detached,
      @Nullable String idempotencyKey,
      String request,
      Instant submitted,
      @Nullable Instant started,
      @Nullable Instant finished,
      long rows,
      long bytes,
      @Nullable Instant resultExpires,
      byte @Nullable [] ticket,
      @Nullable ErrorDetail error,
      int partitions,
      int partitionsPruned,
      List<StageView> stages) {}

  /** Tasks, newest first; {@code next} is the {@code after} of the next page, when there is one. */
  public record Tasks(List<Task> tasks, @Nullable TaskId next) {}

  /** A task in an event: without its request and its stages. */
  public record TaskEvent(
      TaskId id,
      TaskKind kind,
      TaskState state,
      double progress,
      @Nullable Input input,
      Instant submitted,
      @Nullable Instant started,
      @Nullable Instant finished,
      long rows,
      long bytes,
      @Nullable ErrorDetail error) {}

  /** The first event: tasks that have not ended, and workers. */
  public record Snapshot(List<TaskEvent> tasks, List<Worker> workers) {}

  /** A worker was unregistered. */
  public record WorkerGone(String address) {}

  /**
   * Where rows can be written.
   *
   * @param worker a Flight address, {@code host:port}
   * @param ticket the command of a DoPut there, base64; its answer is a receipt
   */
  public record WriteTarget(String worker, byte[] ticket) {}

  /**
   * A write that was begun.
   *
   * @param targets workers, each of which takes any part of the rows; those of a write that was
   *     committed before are only compared there
   */
  public record BegunIngest(String upload, List<WriteTarget> targets) {}

  /** What a worker answers when it is asked to join. */
  public record Adopted(String address, String incarnation) {}

  /** What a worker found in a file: {@code info}, or why it could not be read. */
  public record Inspected(String path, @Nullable FileInfo info, @Nullable ErrorDetail error) {}

  /** The receipt of what a worker wrote. */
  public record Written(byte[] receipt) {}

  /** What a worker found in files. */
  public record InspectedFiles(List<Inspected> files) {}
}
