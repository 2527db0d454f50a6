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
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * The owner's side of one producer's stream. A unit is granted only after its room is reserved,
 * staged whole, checked, merged, and then acknowledged; a set bit answers "have it". What was
 * reserved for this stream goes back when the stream ends. Thread-safe.
 */
final class OwnerSession implements AutoCloseable {
  private final TaskTable tasks;
  private final BufferAllocator allocator;
  private final Room room;
  private final Consumer<ExchangeMessage> reply;
  private final Runnable report;
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
    long heard = System.nanoTime();

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
      Runnable report) {
    this.tasks = tasks;
    this.allocator = allocator;
    this.room = room;
    this.reply = reply;
    this.report = report;
  }

  synchronized void receive(ExchangeMessage message) {
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
    Map<Fate, List<Integer>> fates = new EnumMap<>(Fate.class);
    boolean inline = offer.isInline();
    int at = 0;
    for (int i = 0; i < offer.buckets().size(); i++) {
      Fate fate = fate(instance, offer, i, inline ? at : -1);
      fates.computeIfAbsent(fate, f -> new ArrayList<>()).add(offer.buckets().get(i));
      at += inline ? offer.sizes().get(i).intValue() : 0;
    }
    fates.forEach((fate, buckets) -> reply.accept(fate.answer(key, buckets)));
    tell(instance);
  }

  /** What becomes of an offered unit. */
  private enum Fate {
    APPLIED,
    GRANTED,
    BUSY,
    NOT_MINE;

    ExchangeMessage answer(UnitKey key, List<Integer> buckets) {
      return switch (this) {
        case APPLIED -> new Have(key, buckets);
        case GRANTED -> new Grant(key, buckets);
        case BUSY -> new Refuse(key, buckets, Reason.BUSY);
        case NOT_MINE -> new Refuse(key, buckets, Reason.NOT_MINE);
      };
    }
  }

  /**
   * @param at where the unit's bytes are in the offer, -1 when they are not in it
   */
  private Fate fate(Instance instance, Offer offer, int index, int at) {
    int bucket = offer.buckets().get(index);
    return switch (instance.claim(offer.key().split(), bucket)) {
      case APPLIED -> Fate.APPLIED;
      case TAKEN -> Fate.BUSY;
      case CLOSED -> Fate.NOT_MINE;
      case CLAIMED -> {
        Fate fate =
            at >= 0 || offer.sizes().get(index) == 0
                ? applyInline(instance, offer, index, at)
                : reserve(instance, offer, index);
        if (fate == Fate.BUSY) {
          instance.unclaim(offer.key().split(), bucket);
        }
        yield fate;
      }
    };
  }

  private Fate applyInline(Instance instance, Offer offer, int index, int at) {
    int split = offer.key().split();
    int bucket = offer.buckets().get(index);
    int size = offer.sizes().get(index).intValue();
    if (size == 0) {
      return instance.apply(split, bucket, null, 0) ? Fate.APPLIED : Fate.NOT_MINE;
    } else if (Units.checksum(offer.inline(), at, size) != offer.checksums().get(index)) {
      return Fate.BUSY;
    }
    try (ArrowBuf unit = allocator.buffer(size)) {
      unit.setBytes(0, offer.inline(), at, size);
      unit.writerIndex(size);
      return instance.apply(split, bucket, unit, size) ? Fate.APPLIED : Fate.NOT_MINE;
    } catch (OutOfMemoryException e) {
      return Fate.BUSY;
    }
  }

  private Fate reserve(Instance instance, Offer offer, int index) {
    long size = offer.sizes().get(index);
    if (!room.reserve(size)) {
      return Fate.BUSY;
    }
    try {
      Staged unit =
          new Staged(instance, allocator.buffer(size), size, offer.checksums().get(index));
      staged.put(new UnitId(offer.key(), offer.buckets().get(index)), unit);
      return Fate.GRANTED;
    } catch (OutOfMemoryException e) {
      room.release(size);
      return Fate.BUSY;
    }
  }

  private void part(UnitPart part) {
    UnitId id = new UnitId(part.key(), part.bucket());
    Staged unit = staged.get(id);
    if (unit == null) {
      return;
    }
    boolean fits = part.seq() == unit.parts && unit.received + part.bytes().length <= unit.size;
    unit.heard = System.nanoTime();
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
    tell(unit.instance);
  }

  private void tell(Instance instance) {
    if (instance.takeNews()) {
      report.run();
    }
  }

  private void giveBack(UnitKey key, int bucket, Staged unit, boolean applied) {
    unit.bytes.close();
    room.release(unit.size);
    if (!applied) {
      unit.instance.unclaim(key.split(), bucket);
    }
  }

  /**
   * Gives back the room of units whose instance is gone or that nothing was heard of for so long;
   * the producer may offer them again.
   */
  synchronized void expire(Duration silence) {
    long now = System.nanoTime();
    Map<UnitId, Staged> late = new HashMap<>(staged);
    late.values()
        .removeIf(unit -> !unit.instance.isClosed() && now - unit.heard < silence.toNanos());
    staged.keySet().removeAll(late.keySet());
    late.forEach((id, unit) -> giveBack(id.key(), id.bucket(), unit, false));
    late.forEach((id, unit) -> reply.accept(Fate.BUSY.answer(id.key(), List.of(id.bucket()))));
  }

  /** The stream has ended: what was on its way is forgotten. */
  @Override
  public synchronized void close() {
    staged.forEach((id, unit) -> giveBack(id.key(), id.bucket(), unit, false));
    staged.clear();
  }
}
