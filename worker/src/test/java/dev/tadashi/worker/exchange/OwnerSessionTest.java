package dev.tadashi.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.exec.SealedOutput;
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
import dev.tadashi.model.id.Stamp;
import dev.tadashi.worker.task.Bench;
import dev.tadashi.worker.task.Outgoing;
import dev.tadashi.worker.task.SplitRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OwnerSessionTest {
  private static final Stamp EPOCH = new Stamp(1, 10);
  private static final int BUCKET = 7;

  private final Bench bench = new Bench();
  private final Room room = new Room(1 << 20, () -> 0);
  private final List<ExchangeMessage> replies = new ArrayList<>();
  private final OwnerSession session = session(room);

  private OwnerSession session(Room in) {
    return new OwnerSession(bench.table(), bench.allocator(), in, replies::add, () -> {});
  }

  @AfterEach
  void nothingIsLeft() {
    session.close();
    assertThat(room.reserved()).isZero();
    bench.close();
  }

  @Test
  void anOfferForAnUnknownTaskMakesNoState() {
    session.receive(offer(large(0), BUCKET));
    assertReply(Refuse.class, refuse -> assertThat(refuse.reason()).isEqualTo(Reason.TASK_UNKNOWN));
    assertThat(bench.table().knows(Bench.TASK)).isFalse();
  }

  @Test
  void anOfferForAnotherEpochIsRefused() {
    bench.own(new Stamp(1, 11), 2);
    session.receive(offer(large(0), BUCKET));
    assertReply(Refuse.class, refuse -> assertThat(refuse.reason()).isEqualTo(Reason.NOT_MINE));
  }

  @Test
  void inlineUnitsAreAppliedAtOnceAndAnsweredAgainWhenRepeated() {
    bench.own(EPOCH, 2);
    Offer offer = inline(small(0));
    session.receive(offer);
    assertReply(Have.class, have -> assertThat(have.buckets()).hasSize(Bench.BUCKETS));
    assertThat(bench.report().applied()).containsExactly(0);
    session.receive(offer);
    assertReply(Have.class, have -> assertThat(have.buckets()).hasSize(Bench.BUCKETS));
    assertThat(bench.report().applied()).containsExactly(0);
  }

  @Test
  void anotherAttemptOfAnAppliedSplitIsNotAppliedAgain() {
    bench.own(EPOCH, 1);
    session.receive(inline(small(0)));
    replies.clear();
    session.receive(inline(Bench.outgoing(bench.sealed(0, new Stamp(1, 99), 0, 50), range())));
    assertReply(Have.class, have -> assertThat(have.buckets()).hasSize(Bench.BUCKETS));
    assertThat(bench.report().rows()).isEqualTo(50);
  }

  @Test
  void inlineBytesThatWereAlteredAreRefused() {
    bench.own(EPOCH, 1);
    Offer offer = inline(small(0));
    offer.inline()[offer.inline().length / 2] ^= 1;
    session.receive(offer);
    assertThat(replies).anyMatch(Refuse.class::isInstance);
    assertThat(bench.report().dropped()).isFalse();
    replies.clear();
    session.receive(inline(small(0)));
    assertReply(Have.class, have -> assertThat(have.buckets()).hasSize(Bench.BUCKETS));
  }

  @Test
  void aLargeUnitIsGrantedStagedWholeAppliedAndAcknowledged() {
    bench.own(EPOCH, 1);
    Outgoing outgoing = large(0);
    session.receive(offer(outgoing, BUCKET));
    assertReply(Grant.class, grant -> assertThat(grant.buckets()).containsExactly(BUCKET));
    assertThat(room.reserved()).isEqualTo(size(outgoing));
    byte[] unit = unit(outgoing);
    int half = unit.length / 2;
    session.receive(part(outgoing, 0, false, java.util.Arrays.copyOf(unit, half)));
    assertThat(replies).isEmpty();
    session.receive(part(outgoing, 1, true, java.util.Arrays.copyOfRange(unit, half, unit.length)));
    assertReply(Have.class, have -> assertThat(have.buckets()).containsExactly(BUCKET));
    assertThat(room.reserved()).isZero();
  }

  @Test
  void aDamagedCutOrDisorderedUnitIsNotAppliedAndMayComeAgain() {
    bench.own(EPOCH, 1);
    Outgoing outgoing = large(0);
    byte[] unit = unit(outgoing);
    byte[] damaged = unit.clone();
    damaged[unit.length - 1] ^= 1;
    byte[] longer = java.util.Arrays.copyOf(unit, unit.length + 1);
    byte[] shorter = java.util.Arrays.copyOf(unit, unit.length - 1);
    for (UnitPart bad :
        List.of(
            part(outgoing, 0, true, damaged),
            part(outgoing, 0, true, longer),
            part(outgoing, 0, true, shorter),
            part(outgoing, 1, true, unit))) {
      session.receive(offer(outgoing, BUCKET));
      replies.clear();
      session.receive(bad);
      assertReply(Refuse.class, refuse -> assertThat(refuse.reason()).isEqualTo(Reason.BUSY));
      assertThat(room.reserved()).isZero();
    }
    session.receive(offer(outgoing, BUCKET));
    session.receive(part(outgoing, 0, true, unit));
    assertThat(replies.getLast()).isInstanceOf(Have.class);
  }

  @Test
  void bytesWithoutAReservationAreDropped() {
    bench.own(EPOCH, 1);
    Outgoing outgoing = large(0);
    session.receive(part(outgoing, 0, true, unit(outgoing)));
    assertThat(replies).isEmpty();
    assertThat(bench.report().applied()).isEmpty();
  }

  @Test
  void oneUnitIsReservedForOneProducerAtATime() {
    bench.own(EPOCH, 1);
    Outgoing outgoing = large(0);
    session.receive(offer(outgoing, BUCKET));
    replies.clear();
    try (OwnerSession other = session(room)) {
      other.receive(offer(outgoing, BUCKET));
      assertReply(Refuse.class, refuse -> assertThat(refuse.reason()).isEqualTo(Reason.BUSY));
      session.close();
      assertThat(room.reserved()).isZero();
      other.receive(offer(outgoing, BUCKET));
      assertReply(Grant.class, grant -> assertThat(grant.buckets()).containsExactly(BUCKET));
    }
  }

  @Test
  void withoutRoomNothingIsGrantedUntilSomeReturns() {
    bench.own(EPOCH, 1);
    Outgoing outgoing = large(0);
    Room narrow = new Room(size(outgoing), () -> 0);
    try (OwnerSession tight = session(narrow)) {
      tight.receive(offer(outgoing, BUCKET));
      replies.clear();
      tight.receive(offer(outgoing, BUCKET + 1));
      assertReply(Refuse.class, refuse -> assertThat(refuse.reason()).isEqualTo(Reason.BUSY));
      tight.receive(part(outgoing, 0, true, unit(outgoing)));
      replies.clear();
      tight.receive(offer(outgoing, BUCKET + 1));
      assertReply(Grant.class, grant -> assertThat(grant.buckets()).containsExactly(BUCKET + 1));
    }
    assertThat(narrow.reserved()).isZero();
  }

  @Test
  void aStreamThatBreaksMidUnitGivesItsRoomBack() {
    bench.own(EPOCH, 1);
    Outgoing outgoing = large(0);
    session.receive(offer(outgoing, BUCKET));
    session.receive(part(outgoing, 0, false, new byte[10]));
    session.close();
    assertThat(room.reserved()).isZero();
    assertThat(bench.report().applied()).isEmpty();
  }

  @Test
  void silenceAndTheEndOfATaskGiveRoomBack() {
    bench.own(EPOCH, 1);
    Outgoing outgoing = large(0);
    session.receive(offer(outgoing, BUCKET));
    session.expire(Duration.ofHours(1));
    assertThat(room.reserved()).isPositive();
    replies.clear();
    session.expire(Duration.ZERO);
    assertReply(Refuse.class, refuse -> assertThat(refuse.buckets()).containsExactly(BUCKET));
    assertThat(room.reserved()).isZero();
    session.receive(offer(outgoing, BUCKET));
    assertThat(room.reserved()).isPositive();
    bench.obey(List.of());
    session.expire(Duration.ofHours(1));
    assertThat(room.reserved()).isZero();
  }

  @Test
  void aProducerThatTalksLikeAnOwnerIsRefused() {
    session.receive(new Hello(Bench.ADDRESS, Bench.INCARNATION));
    UnitKey key = new UnitKey(Bench.TASK, 0, 0, EPOCH, EPOCH);
    assertThatThrownBy(() -> session.receive(new Grant(key, List.of(1))))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL));
  }

  private <M> void assertReply(Class<M> kind, java.util.function.Consumer<M> check) {
    assertThat(replies).singleElement().isInstanceOfSatisfying(kind, check);
    replies.clear();
  }

  private static dev.tadashi.model.control.BucketOwner range() {
    return Bench.range(EPOCH);
  }

  private Outgoing small(int split) {
    return Bench.outgoing(bench.sealed(split, new Stamp(1, 1 + split), 0, 50), range());
  }

  private Outgoing large(int split) {
    return Bench.outgoing(bench.sealed(split, new Stamp(1, 1 + split), 0, 50_000), range());
  }

  private static long size(Outgoing outgoing) {
    return use(outgoing.run(), sealed -> sealed.size(BUCKET));
  }

  private static byte[] unit(Outgoing outgoing) {
    return use(
        outgoing.run(), sealed -> Units.copy(sealed.slice(BUCKET), 0, (int) sealed.size(BUCKET)));
  }

  private static <T> T use(SplitRun run, java.util.function.Function<SealedOutput, T> use) {
    return Objects.requireNonNull(run.withOutput(use));
  }

  private static UnitPart part(Outgoing outgoing, int seq, boolean end, byte[] bytes) {
    return new UnitPart(outgoing.key(), BUCKET, seq, end, bytes);
  }

  private static Offer offer(Outgoing outgoing, int bucket) {
    return use(
        outgoing.run(),
        sealed ->
            new Offer(
                outgoing.key(),
                List.of(bucket),
                List.of(sealed.size(bucket)),
                List.of(Units.checksum(sealed.slice(bucket), sealed.size(bucket))),
                new byte[0]));
  }

  /** The offer that a sender makes of all its units. */
  private static Offer inline(Outgoing outgoing) {
    FakeLink link = new FakeLink();
    try (PeerSender sender =
        new PeerSender(new Hello("producer:1", "p"), (hello, received) -> link, () -> {})) {
      sender.pump(List.of(outgoing), 0);
    }
    Offer offer = link.take(Offer.class).getFirst();
    assertThat(offer.buckets())
        .hasSameElementsAs(IntStream.range(0, Bench.BUCKETS).boxed().toList());
    assertThat(offer.isInline()).isTrue();
    return offer;
  }
}
