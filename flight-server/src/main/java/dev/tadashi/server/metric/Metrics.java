package dev.tadashi.server.metric;

import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.task.TaskState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All figures, as text. Counters are of this run of the control plane. */
public final class Metrics implements AutoCloseable {
  private static final Duration[] DURATIONS =
      List.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
          .stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final Map<TaskState, Timer> ended = new EnumMap<>(TaskState.class);
  private final Counter submitted =
      counter("tadashi.tasks.submitted", "tasks accepted, or taken up at the start");
  private final Counter rows = counter("tadashi.result.rows", "rows of the results of tasks");
  private final Counter bytes = counter("tadashi.result.bytes", "bytes of the results of tasks");
  private final Timer written =
      Timer.builder("tadashi.catalog.write")
          .description("time until a task's record was synced to disk")
          .serviceLevelObjectives(DURATIONS)
          .register(registry);
  private final WorkerMeters workerMeters = new WorkerMeters(registry);
  private volatile List<Responses.Worker> workers = List.of();
  private volatile List<Responses.TaskEvent> running = List.of();

  public Metrics() {
    for (TaskState state : TaskState.values()) {
      if (state.isTerminal()) {
        ended.put(state, timer(state));
      } else {
        gauge(state);
      }
    }
    for (WorkerState state : WorkerState.values()) {
      gauge(state);
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  private Counter counter(String name, String help) {
    return Counter.builder(name).description(help).register(registry);
  }

  private Timer timer(TaskState state) {
    return Timer.builder("tadashi.task.duration")
        .description("time from the submission of a task to its end")
        .tag("state", state.wireName())
        .serviceLevelObjectives(DURATIONS)
        .register(registry);
  }

  private void gauge(TaskState state) {
    Gauge.builder(
            "tadashi.tasks", () -> running.stream().filter(task -> task.state() == state).count())
        .description("tasks that have not ended")
        .tag("state", state.wireName())
        .register(registry);
  }

  private void gauge(WorkerState state) {
    Gauge.builder(
            "tadashi.workers",
            () -> workers.stream().filter(worker -> worker.state() == state).count())
        .description("registered workers")
        .tag("state", state.wireName())
        .register(registry);
  }

  /** Counts a task that was accepted or has ended. */
  public void count(Responses.TaskEvent task) {
    Timer timer = ended.get(task.state());
    if (task.state() == TaskState.QUEUED) {
      submitted.increment();
    } else if (timer != null && task.finished() != null) {
      timer.record(Duration.between(task.submitted(), task.finished()));
      rows.increment(task.rows());
      bytes.increment(task.bytes());
    }
  }

  /** Counts a record that was made durable. */
  public void written(Duration time) {
    written.record(time);
  }

  /** All figures in Prometheus' text format. */
  public synchronized String scrape(
      Supplier<List<Responses.Worker>> workersNow, Supplier<List<Responses.TaskEvent>> tasksNow) {
    workers = workersNow.get();
    running = tasksNow.get();
    workerMeters.update(workers);
    return registry.scrape();
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
