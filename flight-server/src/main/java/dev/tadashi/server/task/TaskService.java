package dev.tadashi.server.task;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.catalog.TaskCatalog;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.settings.TaskSettings;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.spec.AggregateSpec;
import dev.tadashi.model.spec.SpecPlanner;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.base.Threads;
import dev.tadashi.server.cluster.SchedulerLoop;
import dev.tadashi.server.table.PartitionPruner;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableColumns;
import dev.tadashi.server.table.TableResolver;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Accepts tasks by one path for every door, shows them, cancels them. */
public final class TaskService {
  private static final Duration WAIT = Duration.ofMillis(500);

  private final TaskCatalog catalog;
  private final TableResolver resolver;
  private final LiveTasks live;
  private final LocalTasks local;
  private final SchedulerLoop loop;
  private final InstantSource clock;
  private final TaskSettings limits;
  private final Threads threads;
  private final TaskResults results;
  private final Subqueries subqueries;
  private final RandomGenerator random = new SecureRandom();

  TaskService(
      TaskCatalog catalog,
      TableResolver resolver,
      LiveTasks live,
      LocalTasks local,
      SchedulerLoop loop,
      InstantSource clock,
      TaskSettings limits,
      Threads threads,
      Function<TaskService, TaskResults> results) {
    this.catalog = catalog;
    this.resolver = resolver;
    this.live = live;
    this.local = local;
    this.loop = loop;
    this.clock = clock;
    this.limits = limits;
    this.threads = threads;
    this.results = results.apply(this);
    this.subqueries = new Subqueries(this, this.results);
  }

  /** What a door asks for, before anything of it is looked up. */
  private record Submission(
      TaskKind kind,
      String request,
      boolean detached,
      @Nullable String idempotencyKey,
      int priority,
      @Nullable Duration timeout) {}

  /**
   * The frozen work of a submission.
   *
   * @param columnNames of the result, when they are not those of the plan
   * @param tables what it reads, one for each of the plan's scans
   */
  public record Work(Plan plan, @Nullable List<String> columnNames, List<StoredTable> tables) {
    public Work {
      tables = List.copyOf(tables);
    }
  }

  /**
   * Accepts what was asked for; {@code planning} is done only when it is not a repeat, and only
   * when there is room for another task.
   */
  public Responses.Submitted submit(
      Requests.SubmitTask request, TaskKind kind, Supplier<Work> planning) {
    Submission submission =
        new Submission(
            kind,
            Json.text(request),
            Boolean.TRUE.equals(request.detached()),
            request.idempotencyKey(),
            Objects.requireNonNullElse(request.priority(), 0),
            positive(request.timeout()));
    return repeated(submission).orElseGet(() -> accept(submission, planning));
  }

  /** The work of an aggregation, which is not submitted. */
  public Work plan(AggregateSpec spec, Optional<SessionRecord> session) {
    StoredTable table = resolver.ready(spec.table(), session);
    Plan plan = SpecPlanner.plan(spec, table.record().name(), schema(table));
    return new Work(plan, null, List.of(table));
  }

  /** Accepts the loading of a table. */
  public Responses.Submitted load(Requests.LoadTable request, Optional<SessionRecord> session) {
    Submission submission =
        new Submission(TaskKind.LOAD, Json.text(request), true, request.idempotencyKey(), 0, null);
    return repeated(submission)
        .orElseGet(() ->
            accept(
                submission,
                () -> {
                  StoredTable table = resolver.ready(request.table(), session);
                  Plan plan =
                      new Plan.Load(
                          table.record().name(), TableColumns.of(request.columns(), schema(table)));
                  return new Work(plan, null, List.of(table));
                }));
  }

  private static Schema schema(StoredTable table) {
    return Objects.requireNonNull(table.record().schema(), "a ready table has a schema");
  }

  private static @Nullable Duration positive(@Nullable Duration timeout) {
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'timeout' is not positive")
          .at("field", "timeout");
    }
    return timeout;
  }

  private Optional<Responses.Submitted> repeated(Submission submission) {
    return Optional.ofNullable(submission.idempotencyKey())
        .flatMap(catalog::byIdempotencyKey)
        .map(id -> sameAsBefore(submission, id));
  }

  private Responses.Submitted sameAsBefore(Submission submission, TaskId id) {
    TaskRecord before = require(id);
    if (before.kind() != submission.kind() || !before.request().equals(submission.request())) {
      throw new TadashiException(
              ErrorCode.IDEMPOTENCY_CONFLICT,
              "the idempotency key '"
                  + submission.idempotencyKey()
                  + "' was used for another request")
          .at("task", id.toString())
          .hint("use a new key for a new request");
    }
    return new Responses.Submitted(id, before.state());
  }

  private Responses.Submitted accept(Submission submission, Supplier<Work> planning) {
    if (live.count() >= limits.maxLiveTasks()) {
      throw new TadashiException(
              ErrorCode.QUEUE_FULL, live.count() + " tasks are waiting or running already")
          .hint("try again when some have ended");
    }
    TaskRecord task = record(submission, planning.get());
    Optional<TaskId> earlier = live.accept(task);
    if (earlier.isPresent()) {
      return sameAsBefore(submission, earlier.get());
    }
    start(task);
    return new Responses.Submitted(task.id(), task.state());
  }

  private TaskRecord record(Submission submission, Work work) {
    return new TaskRecord(
        TaskId.create(clock.millis(), random),
        submission.kind(),
        TaskState.QUEUED,
        submission.request(),
        work.plan(),
        work.columnNames(),
        PartitionPruner.inputs(work.plan(), work.tables()),
        submission.detached(),
        submission.idempotencyKey(),
        submission.priority(),
        submission.timeout(),
        clock.instant(),
        null,
        null,
        null,
        null);
  }

  private void start(TaskRecord task) {
    LiveTask accepted = live.add(task);
    if (task.plan() instanceof Plan.Given given) {
      threads.start("subqueries", () -> answer(accepted, given));
    } else {
      start(accepted, task.plan());
    }
  }

  private void start(LiveTask task, Plan plan) {
    if (plan.readsNoTable()) {
      local.start(task, plan);
    } else {
      TaskRecord record = task.record().running(plan);
      loop.tell(scheduler -> scheduler.submit(record, clock.instant()));
    }
  }

  /** Runs the subqueries, then the task. */
  private void answer(LiveTask task, Plan.Given given) {
    live.started(task.record().id(), clock.instant());
    try {
      Plan plan = subqueries.answered(task, given);
      if (!task.isClaimed()) {
        task.reads(PartitionPruner.again(plan, task.record().scans(), resolver::known));
        start(task, plan);
      }
    } catch (RuntimeException e) {
      local.fail(task, TadashiException.wrap(e));
    }
  }

  /**
   * A subquery as a task of its own. Its key names its place in the task, so that it is the same
   * one when the task begins anew after a restart.
   */
  TaskRecord subquery(TaskRecord task, Plan plan, int number) {
    String key = Subqueries.key(task.id(), number);
    Submission submission =
        new Submission(TaskKind.QUERY, task.request(), true, key, task.priority(), remaining(task));
    Optional<Responses.Submitted> before = repeated(submission);
    if (before.isPresent()) {
      return require(before.get().id());
    }
    List<StoredTable> tables = plan.tables().stream().map(resolver::ready).toList();
    TaskRecord inner = record(submission, new Work(plan, null, tables));
    Optional<TaskId> earlier = live.accept(inner);
    if (earlier.isPresent()) {
      return require(earlier.get());
    }
    start(inner);
    return inner;
  }

  /** The task that answered a subquery of another. */
  public Optional<TaskId> subquery(TaskId task, int number) {
    return catalog.byIdempotencyKey(Subqueries.key(task, number));
  }

  private @Nullable Duration remaining(TaskRecord task) {
    @Nullable Duration timeout = task.timeout();
    if (timeout == null) {
      return null;
    }
    Duration left = Duration.between(clock.instant(), task.submitted().plus(timeout));
    return left.isPositive() ? left : Duration.ofMillis(1);
  }

  /** Runs the tasks that were accepted before the control plane stopped, under their ids. */
  public void restore() {
    catalog.unfinished().forEach(this::start);
  }

  TaskResults results() {
    return results;
  }

  /** The task as it is now, without its partitions. */
  public TaskRecord require(TaskId id) {
    return live.find(id)
        .map(LiveTask::record)
        .or(() -> catalog.get(id))
        .orElseThrow(() ->
            new TadashiException(
                    ErrorCode.UNKNOWN_TASK, "there is no task " + id + ", or it has expired")
                .at("task", id.toString()));
  }

  /** Waits until the task has ended; RESULT_NOT_READY when it is given up before. */
  public TaskRecord await(TaskId id, BooleanSupplier givenUp) {
    while (live.find(id).isPresent()
        && !givenUp.getAsBoolean()
        && !Thread.currentThread().isInterrupted()) {
      TaskRecord task = await(id, WAIT);
      if (task.state().isTerminal()) {
        return task;
      }
    }
    return require(id);
  }

  /** The task once it has ended, or as it is after that time. */
  public TaskRecord await(TaskId id, Duration most) {
    Optional<LiveTask> running = live.find(id);
    if (running.isPresent() && most.isPositive()) {
      try {
        return running.get().ended().get(most.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // As it is then.
      } catch (ExecutionException e) {
        throw TadashiException.wrap(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return require(id);
  }

  /** Cancels a task; one that has ended is an error. */
  public TaskRecord cancel(TaskId id) {
    Optional<LiveTask> running = live.find(id);
    if (running.isEmpty() || !running.get().claim()) {
      TaskRecord ended = running.isEmpty() ? require(id) : running.get().ended().join();
      throw new TadashiException(
              ErrorCode.TASK_FINISHED, "the task has already ended: " + ended.state().wireName())
          .at("task", id.toString());
    }
    LiveTask task = running.get();
    TaskRecord cancelled = task.record().with(TaskState.CANCELLED, clock.instant());
    live.end(task, cancelled);
    loop.tell(scheduler -> scheduler.cancel(id));
    return cancelled;
  }

  /** At most {@code limit} tasks in those states (none: any), newest first, older than that. */
  public List<TaskRecord> list(Set<TaskState> states, int limit, @Nullable TaskId after) {
    Predicate<TaskRecord> wanted = task -> states.isEmpty() || states.contains(task.state());
    boolean onlyLive = !states.isEmpty() && states.stream().noneMatch(TaskState::isTerminal);
    return onlyLive
        ? listLive(wanted, limit, after)
        : catalog.list(task -> Optional.of(newest(task)).filter(wanted), limit, after);
  }

  private TaskRecord newest(TaskRecord task) {
    return live.find(task.id()).map(LiveTask::record).orElse(task);
  }

  private List<TaskRecord> listLive(
      Predicate<TaskRecord> wanted, int limit, @Nullable TaskId after) {
    return live.all().stream()
        .map(LiveTask::record)
        .filter(wanted)
        .filter(task -> after == null || task.id().compareTo(after) < 0)
        .sorted(Comparator.comparing(TaskRecord::id).reversed())
        .limit(limit)
        .toList();
  }
}
