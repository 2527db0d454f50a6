package dev.tadashi.server.ingest;

import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.table.TableName;
import dev.tadashi.server.managed.ManagedTables;
import dev.tadashi.server.managed.Part;
import dev.tadashi.server.managed.Upload;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Appends of few rows that come at the same time become one file and one commit, so that many
 * clients cost hardly more than one. Who comes while a file is written and committed waits, and the
 * first of those writes the next, with the rows of all who wait. When one append spoils a file, by
 * a bad row or as a repeat, each is written alone.
 */
final class SmallAppends {
  private static final long MOST_BYTES = 32L << 20;

  private final ManagedTables tables;
  private final Function<Upload, Relay> relays;
  private final Map<TableName, Lane> lanes = new ConcurrentHashMap<>();

  /** Who waits; the answer is empty when the append is to be written alone. */
  private record Waiting(
      Upload upload, FewRows rows, CompletableFuture<Optional<IngestResult>> answer) {

    List<Field> fields() {
      return rows.batches().getFirst().getSchema().getFields();
    }
  }

  /** The appends of one table. */
  private static final class Lane {
    final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    final ReentrantLock turn = new ReentrantLock();
  }

  /**
   * @param relays brings rows to workers
   */
  SmallAppends(ManagedTables tables, Function<Upload, Relay> relays) {
    this.tables = tables;
    this.relays = relays;
  }

  /** Durable and visible when this returns; empty when it is to be written alone. */
  Optional<IngestResult> write(Upload upload, FewRows rows) {
    Waiting mine = new Waiting(upload, rows, new CompletableFuture<>());
    Lane lane = lanes.computeIfAbsent(upload.table(), name -> new Lane());
    lane.waiting.add(mine);
    lane.turn.lock();
    try {
      if (lane.waiting.contains(mine)) {
        write(group(lane, mine));
      }
    } finally {
      lane.turn.unlock();
    }
    try {
      return mine.answer().join();
    } catch (CompletionException e) {
      throw TadashiException.wrap(e);
    }
  }

  /** This one and all others that wait and fit into a file with it. */
  private static List<Waiting> group(Lane lane, Waiting mine) {
    List<Waiting> group = new ArrayList<>();
    long bytes = mine.rows().bytes();
    for (Iterator<Waiting> each = lane.waiting.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      boolean fits =
          bytes + next.rows().bytes() <= MOST_BYTES && next.fields().equals(mine.fields());
      if (next == mine || fits) {
        each.remove();
        group.add(next);
        bytes += next == mine ? 0 : next.rows().bytes();
      }
    }
    return group;
  }

  /** Answers all of a group. */
  private void write(List<Waiting> group) {
    WrittenRows rows;
    try {
      rows = relayed(group);
    } catch (RuntimeException | Error e) {
      failed(group, e);
      return;
    }
    commit(group, rows);
  }

  /** The rows are still here, so a worker that is lost is no reason to fail. */
  private WrittenRows relayed(List<Waiting> group) {
    try {
      return relayedOnce(group);
    } catch (TadashiException e) {
      if (!Relay.isLost(e)) {
        throw e;
      }
      return relayedOnce(group);
    }
  }

  private WrittenRows relayedOnce(List<Waiting> group) {
    try (Relay relay = relays.apply(group.getFirst().upload())) {
      for (int part = 0; part < group.size(); part++) {
        for (VectorSchemaRoot batch : group.get(part).rows().batches()) {
          relay.send(batch, part);
        }
      }
      return relay.finish();
    }
  }

  private void commit(List<Waiting> group, WrittenRows rows) {
    try {
      List<IngestResult> results =
          tables.commit(
              IntStream.range(0, group.size())
                  .mapToObj(part -> new Part(group.get(part).upload(), rows.part(part)))
                  .toList(),
              rows.files());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer().complete(Optional.of(results.get(i)));
      }
    } catch (RuntimeException | Error e) {
      if (e instanceof TadashiException known && known.code().errorClass() == ErrorClass.USER) {
        tables.discard(group.getFirst().upload(), rows.paths());
        alone(group);
      } else {
        group.forEach(each -> each.answer().completeExceptionally(e));
      }
    }
  }

  /** No file came of these; whose fault it was shows when each is written alone. */
  private static void failed(List<Waiting> group, Throwable why) {
    if (group.size() == 1) {
      group.getFirst().answer().completeExceptionally(why);
    } else {
      alone(group);
    }
  }

  private static void alone(List<Waiting> group) {
    group.forEach(each -> each.answer().complete(Optional.empty()));
  }
}
