package dev.tadashi.flight.op;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.spec.AggregateSpec;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.task.TaskState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operations take. */
public final class Requests {
  private Requests() {}

  /** Nothing. */
  public record Empty() {}

  /** Opens a session; {@code search_path} are stores whose tables need no qualified name. */
  public record OpenSession(@Nullable List<String> searchPath) {}

  /** A worker by its address, {@code host:port}. */
  public record WorkerAddress(@JsonProperty(required = true) String address) {}

  /**
   * An object store.
   *
   * @param uri {@code file:///dir} or {@code s3://bucket/prefix}
   * @param name SQL schema; absent: the bucket or the last folder
   * @param credentialsRef {@code default, anonymous, profile:NAME, env:PREFIX}
   * @param writable whether tables may be written into it; those that a cluster wrote there before
   *     are found again
   */
  public record RegisterObjectStore(
      @JsonProperty(required = true) String uri,
      @Nullable String name,
      @Nullable String endpoint,
      @Nullable String region,
      @Nullable String credentialsRef,
      @Nullable Boolean writable) {}

  /** A store by name. */
  public record StoreName(@JsonProperty(required = true) String name) {}

  /** Tables of one store, or of all; {@code refresh} lists the files again first. */
  public record ListTables(@Nullable String store, @Nullable Boolean refresh) {}

  /** Brings these columns (all when absent) of a table into memory; answered with a task. */
  public record LoadTable(
      @JsonProperty(required = true) String table,
      @Nullable List<String> columns,
      @Nullable String idempotencyKey) {}

  /** Takes these columns (all when absent) of a table out of memory. */
  public record EvictTable(
      @JsonProperty(required = true) String table, @Nullable List<String> columns) {}

  /**
   * Partitions of a table in their order.
   *
   * @param limit at most so many (100)
   * @param after only those after the partition of this id
   */
  public record ListPartitions(
      @JsonProperty(required = true) String table,
      @Nullable Integer limit,
      @Nullable String after) {}

  /**
   * Submits a task: exactly one of {@code sql} and {@code aggregate}.
   *
   * @param sql a statement
   * @param parameters values of the statement's {@code ?} or {@code $1}, in order
   * @param aggregate what to compute
   * @param detached goes on without its client, and its result is kept until it expires
   * @param idempotencyKey a repeat with the same key returns the first task's id
   * @param priority higher runs first among the waiting
   * @param timeout such as {@code 30s}
   */
  public record SubmitTask(
      @Nullable String sql,
      @JsonSetter(contentNulls = Nulls.FAIL) @Nullable List<Literal> parameters,
      @Nullable AggregateSpec aggregate,
      @Nullable Boolean detached,
      @Nullable String idempotencyKey,
      @Nullable Integer priority,
      @Nullable Duration timeout) {

    /** An aggregation. */
    public static SubmitTask of(AggregateSpec aggregate) {
      return new SubmitTask(null, null, aggregate, false, null, null, null);
    }

    /** A statement. */
    public static SubmitTask of(String sql, List<Literal> parameters) {
      return new SubmitTask(sql, parameters, null, false, null, null, null);
    }
  }

  /**
   * A task as it is.
   *
   * @param await answers once the task has ended, or after so long (0s to 30s; 0s)
   */
  public record GetTask(@JsonProperty(required = true) TaskId id, @Nullable Duration await) {}

  /** A task by id. */
  public record TaskById(@JsonProperty(required = true) TaskId id) {}

  /**
   * Tasks, newest first.
   *
   * @param state one or several; absent: any
   * @param limit at most so many (100)
   * @param after only tasks older than this one
   */
  public record ListTasks(
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @JsonSetter(contentNulls = Nulls.FAIL)
          @Nullable List<TaskState> state,
      @Nullable Integer limit,
      @Nullable TaskId after) {}

  /**
   * Begins a write whose rows the client brings to workers itself.
   *
   * @param table {@code table} or {@code store.table}
   * @param schema of the rows: a schema message of Arrow, base64
   * @param mode {@code create, append, replace, create_append} (create_append)
   * @param ingestId the same for a repeat, which then adds nothing
   * @param rows how many will come, when that is known
   */
  public record BeginIngest(
      @JsonProperty(required = true) String table,
      @JsonProperty(required = true) byte[] schema,
      @Nullable IngestMode mode,
      @Nullable String ingestId,
      @Nullable Long rows) {}

  /** Makes what workers wrote visible: the receipts they answered with, base64. */
  public record CommitIngest(
      @JsonProperty(required = true) String upload,
      @JsonProperty(required = true) @JsonSetter(contentNulls = Nulls.FAIL)
          List<byte[]> receipts) {}

  /** A write that was begun. */
  public record UploadById(@JsonProperty(required = true) String upload) {}

  /** Asks a worker to join the control plane at {@code server}; sent by RegisterWorker. */
  public record Adopt(@JsonProperty(required = true) String server) {}

  /** Asks a worker what is in files of a store. */
  public record InspectFiles(StoreLocation store, String format, List<TableFile> files) {}

  /**
   * Asks a worker to write the rows of a file as an upload's.
   *
   * @param ticket the right to write
   * @param file in the upload's store, inspected
   */
  public record WriteFile(byte[] ticket, String format, FileInfo file) {}

  /**
   * Asks a worker to write the rows of partitions anew, as an upload's.
   *
   * @param ticket the right to write
   */
  public record JoinPartitions(byte[] ticket, List<PartitionRef> partitions) {}

  /** Asks a worker to forget these columns (all when absent) of partitions. */
  public record EvictPartitions(List<PartitionRef> partitions, @Nullable List<String> columns) {}

  /** Tells what is in partitions that a worker has loaded. */
  public record ReportStatistics(List<PartitionStatistics> partitions) {}
}
