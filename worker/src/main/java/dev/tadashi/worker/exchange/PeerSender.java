package dev.tadashi.worker.exchange;

import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.flight.exchange.ExchangeCodec;
import dev.tadashi.flight.exchange.ExchangeMessage;
import dev.tadashi.flight.exchange.ExchangeMessage.Grant;
import dev.tadashi.flight.exchange.ExchangeMessage.Have;
import dev.tadashi.flight.exchange.ExchangeMessage.Hello;
import dev.tadashi.flight.exchange.ExchangeMessage.Offer;
import dev.tadashi.flight.exchange.ExchangeMessage.Refuse;
import dev.tadashi.flight.exchange.ExchangeMessage.UnitKey;
import dev.tadashi.flight.exchange.ExchangeMessage.UnitPart;
import dev.tadashi.worker.task.Outgoing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Sends what one peer lacks, over one stream. It is told the whole of what there is to send again
 * and again, and offers what it has not offered on this stream; a broken stream is opened again
 * after 50 ms, doubling to 2 s. All steps are under its lock; only reading answers is not.
 */
final class PeerSender implements AutoCloseable {
  private static final long FIRST_RETRY = 50;
  private static final long FIRST_REFUSAL = 5;
  private static final long LAST_RETRY = 2_000;

  private final Hello hello;
  private final LinkOpener opener;
  private final Runnable wake;
  private final Map<UnitKey, Outgoing> known = new HashMap<>();
  private final Map<UnitKey, BitSet> offered = new HashMap<>();
  private final Map<UnitKey, Refused> refused = new HashMap<>();
  private final Queue<Grant> grants = new ArrayDeque<>();
  private final Queue<ExchangeMessage> answers = new ArrayDeque<>();
  private @Nullable Link link;
  private long retryMillis = FIRST_RETRY;
  private long notBefore;
  private boolean closed;

  /** A stream to the owner. */
  interface Link extends AutoCloseable {
    /** Blocks while the owner does not read on. */
    void send(ExchangeMessage message);

    boolean isBroken();

    @Override
    void close();
  }

  /** Buckets that the owner did not take, and when they are offered again. */
  private static final class Refused {
    final BitSet buckets = new BitSet();
    long delay = FIRST_REFUSAL;
    long due;

    void add(List<Integer> more, long now) {
      if (buckets.isEmpty()) {
        due = now + delay + ThreadLocalRandom.current().nextLong(delay / 2 + 1);
        delay = Math.min(LAST_RETRY, delay * 2);
      }
      more.forEach(buckets::set);
    }
  }

  /** Opens a stream whose answers go to the sender. */
  interface LinkOpener {
    Link open(Hello hello, Consumer<ExchangeMessage> received);
  }

  PeerSender(Hello hello, LinkOpener opener, Runnable wake) {
    this.hello = hello;
    this.opener = opener;
    this.wake = wake;
  }

  private void answered(ExchangeMessage message) {
    synchronized (answers) {
      answers.add(message);
    }
    wake.run();
  }

  /**
   * One round: answers first, then units that were granted, then new offers.
   *
   * @param now in milliseconds, monotone
   */
  synchronized void pump(List<Outgoing> outgoing, long now) {
    if (closed) {
      return;
    }
    known.clear();
    outgoing.forEach(each -> known.put(each.key(), each));
    offered.keySet().retainAll(known.keySet());
    refused.keySet().retainAll(known.keySet());
    takeAnswers(now);
    forgetOffers(now);
    boolean pending = outgoing.stream().anyMatch(Outgoing::isPending);
    if (!pending || !connected(now)) {
      return;
    }
    try {
      sendGranted();
      outgoing.forEach(this::offer);
    } catch (RuntimeException e) {
      disconnect(now);
    }
  }

  private void takeAnswers(long now) {
    while (true) {
      ExchangeMessage message;
      synchronized (answers) {
        message = answers.poll();
      }
      switch (message) {
        case null -> {
          return;
        }
        case Grant grant -> grants.add(grant);
        case Have have -> acknowledge(have);
        case Refuse refuse ->
            refused.computeIfAbsent(refuse.key(), key -> new Refused()).add(refuse.buckets(), now);
        case Hello hello -> {}
        case Offer offer -> {}
        case UnitPart part -> {}
      }
      retryMillis = FIRST_RETRY;
    }
  }

  private void acknowledge(Have have) {
    refused.remove(have.key());
    Outgoing outgoing = known.get(have.key());
    if (outgoing != null) {
      have.buckets().forEach(b -> outgoing.run().acknowledge(have.key().epoch(), b));
    }
  }

  /** A refused unit is offered again when it is due. */
  private void forgetOffers(long now) {
    refused.forEach((key, units) -> {
      if (units.due <= now) {
        BitSet bits = offered.get(key);
        if (bits != null) {
          bits.andNot(units.buckets);
        }
        units.buckets.clear();
      }
    });
  }

  /** How long, at most {@code most}, until there is something to do without being woken. */
  synchronized long idleMillis(long now, long most) {
    long until = now + most;
    for (Refused units : refused.values()) {
      until = units.buckets.isEmpty() ? until : Math.min(until, units.due);
    }
    return Math.max(1, until - now);
  }

  private boolean connected(long now) {
    if (link != null && link.isBroken()) {
      disconnect(now);
    }
    if (link != null) {
      return true;
    } else if (now < notBefore) {
      return false;
    }
    try {
      link = opener.open(hello, this::answered);
      return true;
    } catch (RuntimeException e) {
      disconnect(now);
      return false;
    }
  }

  private void disconnect(long now) {
    if (link != null) {
      link.close();
      link = null;
    }
    offered.clear();
    refused.clear();
    grants.clear();
    notBefore = now + retryMillis + ThreadLocalRandom.current().nextLong(retryMillis / 2 + 1);
    retryMillis = Math.min(LAST_RETRY, retryMillis * 2);
  }

  private void offer(Outgoing outgoing) {
    UnitKey key = outgoing.key();
    BitSet buckets = missing(outgoing);
    BitSet already = offered.computeIfAbsent(key, k -> new BitSet());
    buckets.andNot(already);
    if (buckets.isEmpty()) {
      return;
    }
    Offer offer = outgoing.run().withOutput(sealed -> describe(key, buckets, sealed));
    if (offer != null) {
      already.or(buckets);
      require().send(offer);
    }
  }

  private static BitSet missing(Outgoing outgoing) {
    return outgoing
        .run()
        .missing(outgoing.range().epoch(), outgoing.range().low(), outgoing.range().high());
  }

  private static Offer describe(UnitKey key, BitSet buckets, SealedOutput sealed) {
    List<Integer> numbers = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    List<Integer> checksums = new ArrayList<>();
    long total = 0;
    for (int bucket = buckets.nextSetBit(0); bucket >= 0; bucket = buckets.nextSetBit(bucket + 1)) {
      long size = sealed.size(bucket);
      numbers.add(bucket);
      sizes.add(size);
      checksums.add(size == 0 ? 0 : Units.checksum(sealed.slice(bucket), size));
      total += size;
    }
    byte[] inline =
        total <= ExchangeCodec.INLINE_BYTES ? inline(sealed, numbers, (int) total) : new byte[0];
    return new Offer(key, numbers, sizes, checksums, inline);
  }

  private static byte[] inline(SealedOutput sealed, List<Integer> buckets, int total) {
    byte[] all = new byte[total];
    int at = 0;
    for (int bucket : buckets) {
      int size = (int) sealed.size(bucket);
      if (size > 0) {
        sealed.slice(bucket).getBytes(0, all, at, size);
        at += size;
      }
    }
    return all;
  }

  private void sendGranted() {
    while (!grants.isEmpty()) {
      Grant grant = grants.remove();
      Outgoing outgoing = known.get(grant.key());
      if (outgoing == null) {
        continue;
      }
      for (int bucket : grant.buckets()) {
        outgoing
            .run()
            .withOutput(sealed -> {
              sendUnit(grant.key(), bucket, sealed);
              return true;
            });
      }
    }
  }

  private void sendUnit(UnitKey key, int bucket, SealedOutput sealed) {
    long size = sealed.size(bucket);
    ArrowBuf unit = sealed.slice(bucket);
    int seq = 0;
    for (long at = 0; at < size; at += ExchangeCodec.PART_BYTES) {
      int length = (int) Math.min(ExchangeCodec.PART_BYTES, size - at);
      boolean end = at + length == size;
      require().send(new UnitPart(key, bucket, seq++, end, Units.copy(unit, at, length)));
    }
  }

  private Link require() {
    Link open = link;
    if (open == null) {
      throw new IllegalStateException("no stream");
    }
    return open;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (link != null) {
      link.close();
      link = null;
    }
  }
}
