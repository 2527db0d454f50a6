package dev.tadashi.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.flight.exchange.ExchangeMessage;
import dev.tadashi.flight.exchange.ExchangeMessage.Grant;
import dev.tadashi.flight.exchange.ExchangeMessage.Have;
import dev.tadashi.flight.exchange.ExchangeMessage.Hello;
import dev.tadashi.flight.exchange.ExchangeMessage.Offer;
import dev.tadashi.flight.exchange.ExchangeMessage.Reason;
import dev.tadashi.flight.exchange.ExchangeMessage.Refuse;
import dev.tadashi.flight.exchange.ExchangeMessage.UnitPart;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.worker.task.Bench;
import dev.tadashi.worker.task.Outgoing;
import dev.tadashi.worker.task.SplitRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PeerSenderTest {
  private static final Stamp EPOCH = new Stamp(1, 10);
  private static final long SOON = 100;

  private final Bench bench = new Bench();
  private final List<FakeLink> links = new ArrayList<>();
  private Consumer<ExchangeMessage> answer = message -> {};
  private boolean unreachable;
  private final PeerSender sender =
      new PeerSender(new Hello(Bench.ADDRESS, Bench.INCARNATION), this::open, () -> {});

  private PeerSender.Link open(Hello hello, Consumer<ExchangeMessage> received) {
    if (unreachable) {
      throw new IllegalStateException("unreachable");
    }
    FakeLink link = new FakeLink();
    links.add(link);
    answer = received;
    return link;
  }

  @AfterEach
  void nothingIsLeft() {
    sender.close();
    bench.close();
  }

  @Test
  void smallUnitsRideInOneOfferAndAreSentOnce() {
    Outgoing outgoing = outgoing(0, 100);
    sender.pump(List.of(outgoing), 0);
    sender.pump(List.of(outgoing), 1);
    List<Offer> offers = link().take(Offer.class);
    assertThat(offers).hasSize(1);
    assertThat(offers.getFirst().isInline()).isTrue();
    assertThat(offers.getFirst().buckets()).hasSize(Bench.BUCKETS);
    answer.accept(new Have(outgoing.key(), offers.getFirst().buckets()));
    sender.pump(List.of(outgoing), 2);
    assertThat(outgoing.isPending()).isFalse();
    assertThat(link().sent).isEmpty();
  }

  @Test
  void nothingOfALargeUnitMovesBeforeItsGrant() {
    Outgoing outgoing = outgoing(0, 50_000);
    sender.pump(List.of(outgoing), 0);
    Offer offer = link().take(Offer.class).getFirst();
    assertThat(offer.isInline()).isFalse();
    assertThat(offer.inline()).isEmpty();
    answer.accept(new Grant(outgoing.key(), List.of(7)));
    sender.pump(List.of(outgoing), 1);
    List<UnitPart> parts = link().take(UnitPart.class);
    assertThat(parts).allMatch(part -> part.bucket() == 7);
    assertThat(parts.getLast().end()).isTrue();
    assertThat(parts.stream().mapToLong(part -> part.bytes().length).sum())
        .isEqualTo(offer.sizes().get(offer.buckets().indexOf(7)));
  }

  @Test
  void anAnswerForAnotherEpochIsIgnored() {
    Outgoing outgoing = outgoing(0, 100);
    Outgoing other = Bench.outgoing(outgoing.run(), Bench.range(new Stamp(1, 99)));
    sender.pump(List.of(outgoing), 0);
    link().sent.clear();
    answer.accept(new Have(other.key(), List.of(0)));
    answer.accept(new Grant(other.key(), List.of(0)));
    sender.pump(List.of(outgoing), 1);
    assertThat(link().sent).isEmpty();
    assertThat(outgoing.run().missing(EPOCH, 0, 0).cardinality()).isOne();
  }

  @Test
  void anotherOwnerIsOfferedWhatTheFirstHadAcknowledged() {
    Outgoing outgoing = outgoing(0, 100);
    sender.pump(List.of(outgoing), 0);
    answer.accept(new Have(outgoing.key(), link().take(Offer.class).getFirst().buckets()));
    Outgoing moved = Bench.outgoing(outgoing.run(), Bench.range(new Stamp(1, 11)));
    sender.pump(List.of(outgoing), 1);
    sender.pump(List.of(moved), 2);
    assertThat(link().take(Offer.class).getFirst().buckets()).hasSize(Bench.BUCKETS);
  }

  @Test
  void aRefusedUnitIsOfferedAgainLaterAndLater() {
    Outgoing outgoing = outgoing(0, 100);
    sender.pump(List.of(outgoing), 0);
    long now = 0;
    long waited = 0;
    for (int round = 0; round < 6; round++) {
      link().sent.clear();
      answer.accept(new Refuse(outgoing.key(), List.of(3), Reason.BUSY));
      sender.pump(List.of(outgoing), now);
      assertThat(link().sent).as("not at once").isEmpty();
      long idle = sender.idleMillis(now, 10_000);
      assertThat(idle).isGreaterThan(waited);
      waited = idle;
      now += idle;
      sender.pump(List.of(outgoing), now);
      assertThat(link().take(Offer.class)).singleElement().satisfies(this::isBucketThree);
    }
  }

  private void isBucketThree(Offer offer) {
    assertThat(offer.buckets()).containsExactly(3);
  }

  @Test
  void aBrokenStreamIsOpenedAgainAfterAPauseAndAllIsOfferedAgain() {
    Outgoing outgoing = outgoing(0, 100);
    sender.pump(List.of(outgoing), 0);
    link().broken = true;
    sender.pump(List.of(outgoing), 1);
    assertThat(links).hasSize(1);
    assertThat(links.getFirst().closed).isTrue();
    sender.pump(List.of(outgoing), 1 + SOON);
    assertThat(links).hasSize(2);
    assertThat(link().take(Offer.class).getFirst().buckets()).hasSize(Bench.BUCKETS);
  }

  @Test
  void anUnreachableOwnerIsTriedLessAndLessOften() {
    Outgoing outgoing = outgoing(0, 100);
    unreachable = true;
    long now = 0;
    for (int round = 0; round < 8; round++) {
      sender.pump(List.of(outgoing), now);
      now += 3_000;
    }
    unreachable = false;
    sender.pump(List.of(outgoing), now);
    assertThat(links).hasSize(1);
  }

  @Test
  void aGrantForAFreedOutputSendsNothing() {
    Outgoing outgoing = outgoing(0, 50_000);
    sender.pump(List.of(outgoing), 0);
    link().sent.clear();
    answer.accept(new Grant(outgoing.key(), List.of(7)));
    sender.pump(List.of(), 1);
    assertThat(link().sent).isEmpty();
  }

  private FakeLink link() {
    return links.getLast();
  }

  private Outgoing outgoing(int split, int keys) {
    SplitRun run = bench.sealed(split, new Stamp(1, 1 + split), 0, keys);
    return Bench.outgoing(run, Bench.range(EPOCH));
  }
}
