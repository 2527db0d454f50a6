package dev.tadashi.server.task;

import dev.tadashi.catalog.Catalog;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.settings.ServerDataSettings;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.scheduler.SchedulerEvent;
import dev.tadashi.server.base.ServerConfig;
import dev.tadashi.server.base.Threads;
import dev.tadashi.server.cluster.SchedulerLoop;
import dev.tadashi.server.cluster.WorkerClients;
import dev.tadashi.server.table.TableResolver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;

/** The parts of this package put together: the task service, results, views and clean-up. */
public final class TaskModule implements AutoCloseable {
  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration MOMENT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final int LISTED = 100;
  private static final int MOST_LISTED = 1_000;

  private final Catalog catalog;
  private final InstantSource clock;
  private final LiveTasks live;
  private final ResultStore store;
  private final StreamedResults streamed;
  private final TaskFinisher finisher;
  private final LocalTasks local;
  private final TaskService service;
  private final TaskResults results;
  private final TaskViews views;
  private final ServerDataSettings retention;

  /** {@code tickets} signs the ticket of a task's result. */
  public TaskModule(
      Catalog catalog,
      TableResolver resolver,
      SchedulerLoop loop,
      WorkerClients clients,
      Threads threads,
      InstantSource clock,
      Function<TaskId, byte[]> tickets,
      ServerConfig config,
      BufferAllocator allocator,
      TaskListener listener) {
    this.catalog = catalog;
    this.clock = clock;
    ResultReader reader = new ResultReader(clients, allocator);
    this.live = new LiveTasks(catalog.tasks(), loop, listener);
    this.retention = config.data();
    this.store = new ResultStore(catalog.tasks(), config.dataDir().resolve("results"), allocator);
    this.streamed = new StreamedResults(reader, loop, clock, retention.fetchWindow());
    this.finisher =
        new TaskFinisher(live, reader, store, streamed, loop, threads, clock, retention);
    this.local =
        new LocalTasks(live, loop, store, allocator, threads, clock, retention.resultTtl());
    this.service =
        new TaskService(
            catalog.tasks(),
            resolver,
            live,
            local,
            loop,
            clock,
            config.tasks(),
            threads,
            tasks -> new TaskResults(tasks, store, streamed, clock));
    this.results = service.results();
    this.views = new TaskViews(live, catalog.tasks(), streamed, tickets, clock);
  }

  @Override
  public void close() {
    local.close();
  }

  public TaskService service() {
    return service;
  }

  public TaskResults results() {
    return results;
  }

  /** The partitions of all tasks that have not ended. */
  public Set<PartitionRef> reading() {
    return live.all().stream()
        .flatMap(task -> task.record().partitionsRead().stream())
        .collect(Collectors.toSet());
  }

  /** Takes what the scheduler says of tasks; never blocks. */
  public void on(SchedulerEvent event) {
    switch (event) {
      case SchedulerEvent.TaskStarted started -> live.started(started.task(), clock.instant());
      case SchedulerEvent.ResultReady ready -> finisher.resultReady(ready);
      case SchedulerEvent.LoadDone done -> finisher.loadDone(done.task(), done.rows());
      case SchedulerEvent.TaskFailed failed -> finisher.failed(failed.task(), failed.error());
      case SchedulerEvent.WorkerLost lost -> {}
      case SchedulerEvent.WorkerJoined joined -> {}
    }
  }

  /** Starts the clean-up of results and tasks. */
  public void start(Threads threads) {
    threads.every(SWEEP, "sweep of results", this::sweep);
    Duration tenth = retention.taskTtl().dividedBy(10);
    Duration often = tenth.compareTo(LONGEST) > 0 ? LONGEST : tenth;
    threads.every(often, "retention of tasks", this::removeExpired);
  }

  private void sweep() {
    streamed.dropExpired();
    Instant now = clock.instant();
    store.removeOlderThan(now.minus(retention.resultTtl()), now);
  }

  private void removeExpired() {
    Instant oldest = clock.instant().minus(retention.taskTtl());
    catalog
        .tasks()
        .removeExpired(oldest, retention.keptTasks())
        .forEach(task -> {
          store.remove(task);
          streamed.drop(task);
        });
  }

  /** The task now, or once it has ended when it is waited for. */
  public Responses.Task get(Requests.GetTask request) {
    Duration await = Objects.requireNonNullElse(request.await(), Duration.ZERO);
    if (await.isNegative() || await.compareTo(LONGEST_WAIT) > 0) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'await' is from 0s to 30s")
          .at("field", "await");
    }
    return views.full(service.await(request.id(), await));
  }

  public Responses.Task cancel(Requests.TaskById request) {
    return views.full(service.cancel(request.id()));
  }

  /**
   * The task once it has ended, or after a moment; one without a result is an error that says why.
   */
  public TaskRecord awaitBriefly(TaskId id) {
    TaskRecord task = service.await(id, MOMENT);
    return task.state().isTerminal() ? results.succeeded(task) : task;
  }

  /** Keeps the result of a task, from now on as long as a new one. */
  public TaskRecord renew(TaskId id) {
    TaskRecord task = service.require(id);
    if (!task.state().isTerminal()) {
      return task;
    }
    ResultInfo result = results.succeeded(task).requireResult();
    if (!result.spooled()) {
      streamed.renew(id);
      return task;
    }
    Instant now = clock.instant();
    store.renew(id, now);
    TaskRecord renewed = task.keptUntil(now.plus(retention.resultTtl()));
    catalog.tasks().end(renewed, catalog.tasks().stages(id));
    return renewed;
  }

  /** Whoever waited for the rows of a statement has hung up: nobody else will come for them. */
  public void givenUp(TaskId id) {
    TaskRecord task = service.require(id);
    if (task.kind() == TaskKind.QUERY && !task.detached() && !task.state().isTerminal()) {
      service.cancel(id);
    }
  }

  /** A task as events tell of it. */
  public Responses.TaskEvent event(TaskId id) {
    return views.event(service.require(id));
  }

  /** Those that have not ended, as events tell of them. */
  public List<Responses.TaskEvent> running() {
    return live.all().stream().map(task -> views.event(task.record())).toList();
  }

  /** One page of tasks; the {@code after} of the next when there may be one. */
  public Responses.Tasks list(Requests.ListTasks request) {
    int limit = Objects.requireNonNullElse(request.limit(), LISTED);
    if (limit < 1 || limit > MOST_LISTED) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'limit' is a number from 1 to " + MOST_LISTED)
          .at("field", "limit");
    }
    List<TaskState> states = Objects.requireNonNullElse(request.state(), List.of());
    List<TaskRecord> page = service.list(Set.copyOf(states), limit, request.after());
    return new Responses.Tasks(
        page.stream().map(views::brief).toList(),
        page.size() == limit ? page.getLast().id() : null);
  }
}
