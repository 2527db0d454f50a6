package dev.tadashi.server.metric;

import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.cluster.WorkerLoad;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Figures of workers by their reports, with the label {@code worker}. Counters are of the worker's
 * process and begin anew with it; the figures of a worker that left are gone.
 */
final class WorkerMeters {
  private record Figure(
      String name, String help, @Nullable String unit, ToDoubleFunction<WorkerLoad> value) {
    static Figure of(String name, String help, ToDoubleFunction<WorkerLoad> value) {
      return new Figure("tadashi.worker." + name, help, null, value);
    }

    static Figure bytes(String name, String help, ToDoubleFunction<WorkerLoad> value) {
      return new Figure("tadashi.worker." + name, help, "bytes", value);
    }
  }

  private static final List<Figure> GAUGES =
      List.of(
          Figure.of("threads", "engine threads", WorkerLoad::threads),
          Figure.bytes("memory.limit", "memory it may use", WorkerLoad::memoryLimit),
          Figure.bytes("memory.used", "Arrow memory in use", WorkerLoad::memoryUsed),
          Figure.bytes("cached", "cached partitions", WorkerLoad::cachedBytes),
          Figure.of("cached.partitions", "cached partitions", WorkerLoad::cachedPartitions),
          Figure.of("splits.running", "splits that run now", WorkerLoad::runningSplits),
          Figure.of("cpu.load", "of the process, 0 to 1; -1: not known", WorkerLoad::cpuLoad));

  private static final List<Figure> COUNTERS =
      List.of(
          Figure.of("splits", "splits run to their end", load -> load.counters().splits()),
          Figure.of("splits.failed", "splits failed", load -> load.counters().splitsFailed()),
          Figure.of("rows.read", "rows read by splits", load -> load.counters().rowsRead()),
          Figure.of("loads", "loads of columns of a partition", load -> load.counters().loads()),
          Figure.bytes("loaded", "memory filled by loads", load -> load.counters().loadedBytes()),
          Figure.bytes(
              "exchange.received",
              "frames from producers, as an owner",
              load -> load.counters().exchangeBytesIn()),
          Figure.bytes(
              "exchange.sent",
              "frames to owners, as a producer",
              load -> load.counters().exchangeBytesOut()));

  private final MeterRegistry registry;
  private final Map<String, WorkerLoad> loads = new ConcurrentHashMap<>();
  private final Map<String, List<Meter>> meters = new HashMap<>();

  WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void update(List<Responses.Worker> workers) {
    for (Responses.Worker worker : workers) {
      loads.put(worker.address(), worker.load());
      meters.computeIfAbsent(worker.address(), this::register);
    }
    List<String> there = workers.stream().map(Responses.Worker::address).toList();
    for (String address : new HashSet<>(meters.keySet())) {
      if (!there.contains(address)) {
        meters.getOrDefault(address, List.of()).forEach(registry::remove);
        meters.remove(address);
        loads.remove(address);
      }
    }
  }

  private List<Meter> register(String address) {
    List<Meter> registered = new ArrayList<>();
    for (Figure figure : GAUGES) {
      registered.add(
          Gauge.builder(figure.name(), this, meters -> meters.value(address, figure))
              .description(figure.help())
              .baseUnit(figure.unit())
              .tag("worker", address)
              .register(registry));
    }
    for (Figure figure : COUNTERS) {
      registered.add(
          FunctionCounter.builder(figure.name(), this, meters -> meters.value(address, figure))
              .description(figure.help())
              .baseUnit(figure.unit())
              .tag("worker", address)
              .register(registry));
    }
    return registered;
  }

  private double value(String address, Figure figure) {
    return figure.value().applyAsDouble(loads.getOrDefault(address, WorkerLoad.NONE));
  }
}
