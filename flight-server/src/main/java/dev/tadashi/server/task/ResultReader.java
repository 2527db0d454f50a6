package dev.tadashi.server.task;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.ReadRequest;
import dev.tadashi.scheduler.SchedulerEvent.ResultReady;
import dev.tadashi.server.cluster.WorkerClients;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Reads a complete result from its owners, in the order of their bucket ranges. */
final class ResultReader {
  private final WorkerClients clients;
  private final BufferAllocator allocator;

  ResultReader(WorkerClients clients, BufferAllocator allocator) {
    this.clients = clients;
    this.allocator = allocator;
  }

  BatchStream open(ResultReady ready, Runnable whenClosed) {
    List<Supplier<BatchStream>> parts = new ArrayList<>();
    for (BucketOwner range : ready.ranges()) {
      byte @Nullable [] inline = inline(ready, range);
      parts.add(() -> inline == null ? remote(ready, range) : local(inline));
    }
    return ChainedBatches.of(parts, allocator, whenClosed);
  }

  /** As {@link #open}, without decoding what the owners send. */
  RelayedResult relay(ResultReady ready, Runnable whenClosed) {
    List<RelayedResult.Part> parts = new ArrayList<>();
    for (BucketOwner range : ready.ranges()) {
      String worker = range.worker();
      parts.add(new RelayedResult.Part(worker, () -> clients.relay(worker, request(ready, range))));
    }
    return RelayedResult.of(parts, whenClosed);
  }

  /** The whole result when it came with the report of its one owner. */
  static byte @Nullable [] small(ResultReady ready) {
    return ready.ranges().size() == 1 ? inline(ready, ready.ranges().getFirst()) : null;
  }

  private BatchStream local(byte[] stream) {
    return new IpcBatches(new ByteArrayInputStream(stream), allocator);
  }

  private BatchStream remote(ResultReady ready, BucketOwner range) {
    return new WorkerBatches(clients.read(range.worker(), request(ready, range)), range.worker());
  }

  private static ReadRequest request(ResultReady ready, BucketOwner range) {
    return new ReadRequest(
        ready.task(),
        ready.last().stage(),
        range.low(),
        range.high(),
        range.incarnation(),
        range.epoch());
  }

  private static byte @Nullable [] inline(ResultReady ready, BucketOwner range) {
    for (InstanceReport report : ready.reports()) {
      if (report.low() == range.low() && report.epoch().equals(range.epoch())) {
        return report.result();
      }
    }
    return null;
  }
}
