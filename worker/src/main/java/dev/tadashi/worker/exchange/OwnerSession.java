package dev.tadashi.worker.exchange;

import dev.tadashi.flight.exchange.ExchangeMessage;
import dev.tadashi.flight.exchange.ExchangeMessage.Grant;
import dev.tadashi.flight.exchange.ExchangeMessage.Have;
import dev.tadashi.flight.exchange.ExchangeMessage.Hello;
import dev.tadashi.flight.exchange.ExchangeMessage.Offer;
import dev.tadashi.flight.exchange.ExchangeMessage.Reason;
import dev.tadashi.flight.exchange.ExchangeMessage.Refuse;
import dev.tadashi.flight.exchange.ExchangeMessage.UnitKey;
import dev.tadashi.flight.exchange.ExchangeMessage.UnitPart;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.worker.task.Instance;
import dev.tadashi.worker.task.TaskTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The owner's side of one producer's stream. A unit is granted only after its room is reserved,
 * staged whole, checked, merged, and then acknowledged; a set bit answers "have it". What was
 * reserved for this stream goes back when the stream ends. Used by one thread.
 */
final class OwnerSession implements AutoCloseable {
  private final TaskTable tasks;
  private final BufferAllocator allocator;
  private final Room room;
  private final Consumer<ExchangeMessage> reply;
  private final Runnable changed;
  private final Map<UnitId, Staged> staged = new HashMap<>();

  private record UnitId(UnitKey key, int bucket) {}

  /** A granted unit on its way. */
  private static final class Staged {
    final Instance instance;
    final ArrowBuf bytes;
    final long size;
    final int checksum;
    long received;
    int parts;

    Staged(Instance instance, ArrowBuf bytes, long size, int checksum) {
      this.instance = instance;
      this.bytes = bytes;
      this.size = size;
      this.checksum = checksum;
    }
  }

  OwnerSession(
      TaskTable tasks,
      BufferAllocator allocator,
      Room room,
      Consumer<ExchangeMessage> reply,
      Runnable changed) {
    this.tasks = tasks;
    this.allocator = allocator;
    this.room = room;
    this.reply = reply;
    this.changed = changed;
  }

  void receive(ExchangeMessage message) {
    switch (message) {
      case Hello hello -> {}
      case Offer offer -> offered(offer);
      case UnitPart part -> part(part);
      case Grant grant -> throw unexpected(grant);
      case Have have -> throw unexpected(have);
      case Refuse refuse -> throw unexpected(refuse);
    }
  }

  private static TadashiException unexpected(ExchangeMessage message) {
    return new TadashiException(
        ErrorCode.PROTOCOL, "a producer sends no " + message.getClass().getSimpleName());
  }

  private void offered(Offer offer) {
    UnitKey key = offer.key();
    Instance instance = tasks.instance(key.task(), key.stage(), key.epoch());
    if (instance == null) {
      Reason reason = tasks.knows(key.task()) ? Reason.NOT_MINE : Reason.TASK_UNKNOWN;
      reply.accept(new Refuse(key, offer.buckets(), reason));
      return;
    }
    List<Integer> have = new ArrayList<>();
    List<Integer> granted = new ArrayList<>();
    List<Integer> busy = new ArrayList<>();
    List<Integer> closed = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < offer.buckets().size(); i++) {
      int bucket = offer.buckets().get(i);
      long size = offer.sizes().get(i);
      switch (instance.claim(key.split(), bucket)) {
        case APPLIED -> have.add(bucket);
        case TAKEN -> busy.add(bucket);
        case CLOSED -> closed.add(bucket);
        case CLAIMED -> {
          if (size == 0 || offer.isInline()) {
            boolean applied = applyInline(instance, key, bucket, offer.inline(), at, (int) size);
            (applied ? have : closed).add(bucket);
          } else {
            (grant(instance, offer, i) ? granted : busy).add(bucket);
          }
        }
      }
      at += (int) size;
    }
    answer(key, have, granted, busy, closed);
  }

  private void answer(
      UnitKey key,
      List<Integer> have,
      List<Integer> granted,
      List<Integer> busy,
      List<Integer> closed) {
    if (!have.isEmpty()) {
      reply.accept(new Have(key, have));
      changed.run();
    }
    if (!granted.isEmpty()) {
      reply.accept(new Grant(key, granted));
    }
    if (!busy.isEmpty()) {
      reply.accept(new Refuse(key, busy, Reason.BUSY));
    }
    if (!closed.isEmpty()) {
      reply.accept(new Refuse(key, closed, Reason.NOT_MINE));
    }
  }

  private boolean applyInline(
      Instance instance, UnitKey key, int bucket, byte[] bytes, int from, int size) {
    if (size == 0) {
      return instance.apply(key.split(), bucket, null, 0);
    }
    try (ArrowBuf unit = allocator.buffer(size)) {
      unit.setBytes(0, bytes, from, size);
      unit.writerIndex(size);
      return instance.apply(key.split(), bucket, unit, size);
    }
  }

  private boolean grant(Instance instance, Offer offer, int index) {
    int bucket = offer.buckets().get(index);
    long size = offer.sizes().get(index);
    if (!room.reserve(size)) {
      instance.unclaim(offer.key().split(), bucket);
      return false;
    }
    ArrowBuf bytes;
    try {
      bytes = allocator.buffer(Math.max(1, size));
    } catch (RuntimeException e) {
      room.release(size);
      instance.unclaim(offer.key().split(), bucket);
      return false;
    }
    staged.put(
        new UnitId(offer.key(), bucket),
        new Staged(instance, bytes, size, offer.checksums().get(index)));
    return true;
  }

  private void part(UnitPart part) {
    UnitId id = new UnitId(part.key(), part.bucket());
    Staged unit = staged.get(id);
    if (unit == null) {
      return;
    }
    boolean fits = part.seq() == unit.parts && unit.received + part.bytes().length <= unit.size;
    if (fits) {
      Units.put(unit.bytes, unit.received, part.bytes());
      unit.received += part.bytes().length;
      unit.parts++;
    }
    if (!fits || part.end()) {
      staged.remove(id);
      end(part, unit, fits);
    }
  }

  private void end(UnitPart part, Staged unit, boolean inOrder) {
    boolean applied = false;
    try {
      boolean whole =
          inOrder
              && unit.received == unit.size
              && Units.checksum(unit.bytes, unit.size) == unit.checksum;
      if (whole) {
        unit.bytes.writerIndex(unit.size);
        applied = unit.instance.apply(part.key().split(), part.bucket(), unit.bytes, unit.size);
      }
    } finally {
      giveBack(part.key(), part.bucket(), unit, applied);
    }
    List<Integer> bucket = List.of(part.bucket());
    reply.accept(
        applied ? new Have(part.key(), bucket) : new Refuse(part.key(), bucket, Reason.BUSY));
    changed.run();
  }

  private void giveBack(UnitKey key, int bucket, Staged unit, boolean applied) {
    unit.bytes.close();
    room.release(unit.size);
    if (!applied) {
      unit.instance.unclaim(key.split(), bucket);
    }
  }

  /** The stream has ended: what was on its way is forgotten. */
  @Override
  public void close() {
    staged.forEach((id, unit) -> giveBack(id.key(), id.bucket(), unit, false));
    staged.clear();
  }
}
