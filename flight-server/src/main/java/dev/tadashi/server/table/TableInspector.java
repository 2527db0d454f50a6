package dev.tadashi.server.table;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.base.Threads;
import dev.tadashi.server.cluster.WorkerClients;
import dev.tadashi.server.cluster.WorkerService;
import dev.tadashi.storage.PartitionCutter;
import dev.tadashi.storage.SchemaMerge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has workers look into the files of pending tables, round robin, and publishes what they found. A
 * file that cannot be read fails its table and no other; while no worker answers a table stays
 * pending.
 */
public final class TableInspector {
  private static final Logger LOG = LoggerFactory.getLogger(TableInspector.class);
  private static final int FILES_PER_CALL = 32;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final TableRegistry registry;
  private final WorkerService workers;
  private final WorkerClients clients;
  private final Threads threads;
  private final InstantSource clock;
  private final AtomicInteger turn = new AtomicInteger();

  public TableInspector(
      TableRegistry registry,
      WorkerService workers,
      WorkerClients clients,
      Threads threads,
      InstantSource clock) {
    this.registry = registry;
    this.workers = workers;
    this.clients = clients;
    this.threads = threads;
    this.clock = clock;
  }

  /** Whether there is a worker to ask. */
  boolean isAble() {
    return !workers.healthy().isEmpty();
  }

  /** Inspects the tables that are pending; returns when each was published or stays pending. */
  void inspect(StoreRecord store, List<Listed> tables) {
    if (!isAble()) {
      return;
    }
    List<Future<?>> running = new ArrayList<>();
    tables.stream()
        .filter(table -> table.found().state() == TableState.PENDING)
        .forEach(table -> running.add(threads.tasks().submit(() -> inspect(store, table))));
    running.forEach(TableInspector::join);
  }

  private void inspect(StoreRecord store, Listed listed) {
    TableRecord table = listed.found();
    Optional<List<Responses.Inspected>> found = inspectFiles(store, table);
    if (found.isEmpty()) {
      registry.publish(listed.shown(), table, List.of());
      return;
    }
    Optional<ErrorDetail> error = firstError(found.get());
    if (error.isPresent()) {
      registry.publish(listed.shown(), failed(table, error.get()), List.of());
      return;
    }
    List<FileInfo> infos =
        found.get().stream()
            .map(Responses.Inspected::info)
            .filter(java.util.Objects::nonNull)
            .sorted(Comparator.comparing(info -> info.file().path()))
            .toList();
    publish(store, listed, infos);
  }

  private void publish(StoreRecord store, Listed listed, List<FileInfo> infos) {
    TableRecord table = listed.found();
    TableRecord shown = listed.shown();
    try {
      Schema schema = SchemaMerge.common(table.format(), infos);
      List<PartitionRef> partitions =
          PartitionCutter.cut(table.name(), store.location(), table.format(), infos);
      registry.publish(shown, ready(table, schema, infos, partitions), partitions);
    } catch (TadashiException e) {
      registry.publish(shown, failed(table, e.detail()), List.of());
    }
  }

  /** Empty when no worker could be asked. */
  private Optional<List<Responses.Inspected>> inspectFiles(StoreRecord store, TableRecord table) {
    List<Future<Optional<List<Responses.Inspected>>>> calls = new ArrayList<>();
    for (int from = 0; from < table.files().size(); from += FILES_PER_CALL) {
      int to = Math.min(from + FILES_PER_CALL, table.files().size());
      List<TableFile> files = table.files().subList(from, to);
      Requests.InspectFiles request =
          new Requests.InspectFiles(store.location(), table.format(), files);
      calls.add(threads.tasks().submit(() -> ask(request)));
    }
    List<Responses.Inspected> all = new ArrayList<>();
    for (Future<Optional<List<Responses.Inspected>>> call : calls) {
      @Nullable Optional<List<Responses.Inspected>> answer = join(call);
      if (answer == null || answer.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(answer.get());
    }
    return Optional.of(all);
  }

  private Optional<List<Responses.Inspected>> ask(Requests.InspectFiles request) {
    List<String> healthy = workers.healthy();
    int first = turn.getAndIncrement();
    for (int i = 0; i < healthy.size(); i++) {
      String worker = healthy.get(Math.floorMod(first + i, healthy.size()));
      try {
        return Optional.of(
            clients.call(worker, Operations.INSPECT_FILES, request, TIMEOUT).files());
      } catch (TadashiException e) {
        LOG.warn("{} could not inspect files of {}", worker, request.store().uri(), e);
        if (e.code().errorClass() == ErrorClass.USER) {
          return Optional.of(allFailed(request, e.detail()));
        }
      }
    }
    return Optional.empty();
  }

  /** The request itself was refused, and would be by every worker. */
  private static List<Responses.Inspected> allFailed(
      Requests.InspectFiles request, ErrorDetail why) {
    return request.files().stream()
        .map(file -> new Responses.Inspected(file.path(), null, why))
        .toList();
  }

  private static Optional<ErrorDetail> firstError(List<Responses.Inspected> files) {
    return files.stream()
        .sorted(Comparator.comparing(Responses.Inspected::path))
        .flatMap(file -> {
          ErrorDetail error = file.error();
          return error == null
              ? java.util.stream.Stream.empty()
              : java.util.stream.Stream.of(named(error, file.path()));
        })
        .findFirst();
  }

  private static ErrorDetail named(ErrorDetail error, String path) {
    return error.where().containsKey("file")
        ? error
        : error.toException().at("file", path).detail();
  }

  private TableRecord ready(
      TableRecord table, Schema schema, List<FileInfo> infos, List<PartitionRef> partitions) {
    return new TableRecord(
        table.name(),
        table.format(),
        TableState.READY,
        table.files(),
        schema,
        infos.stream().mapToLong(FileInfo::rows).sum(),
        partitions.stream().mapToLong(PartitionRef::bytes).sum(),
        null,
        clock.instant());
  }

  private TableRecord failed(TableRecord table, ErrorDetail why) {
    return new TableRecord(
        table.name(),
        table.format(),
        TableState.FAILED,
        table.files(),
        null,
        0,
        table.bytes(),
        why,
        clock.instant());
  }

  private static <T> @Nullable T join(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      LOG.error("an inspection failed", e.getCause());
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
