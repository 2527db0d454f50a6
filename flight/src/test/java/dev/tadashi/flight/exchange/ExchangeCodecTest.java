package dev.tadashi.flight.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.tadashi.model.id.TaskId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExchangeCodecTest {
  private static final int KEY_BYTES = 16 + 4 + 4 + 16 + 16;
  private static final UnitKey KEY =
      new UnitKey(TaskId.create(7, new Random(1)), 1, 3, new Stamp(2, 5), new Stamp(2, 9));

  @Test
  void everyMessageIsReadAgain() {
    for (ExchangeMessage message : messages()) {
      assertThat(decode(ExchangeCodec.encode(message)))
          .usingRecursiveComparison()
          .isEqualTo(message);
    }
  }

  @Test
  void anOfferKnowsWhetherItCarriesItsUnits() {
    assertThat(inlineOffer().isInline()).isTrue();
    assertThat(largeOffer().isInline()).isFalse();
  }

  @Test
  void aFrameCutShortAnywhereIsRefused() {
    for (ExchangeMessage message : messages()) {
      byte[] frame = ExchangeCodec.encode(message);
      for (int length = 0; length < frame.length; length++) {
        assertRefused(Arrays.copyOf(frame, length));
      }
    }
  }

  @Test
  void bytesAfterTheEndAreRefused() {
    for (ExchangeMessage message : messages()) {
      byte[] frame = ExchangeCodec.encode(message);
      assertRefused(Arrays.copyOf(frame, frame.length + 1));
    }
  }

  @Test
  void noAlteredByteDoesMoreThanRefuse() {
    for (ExchangeMessage message : messages()) {
      byte[] frame = ExchangeCodec.encode(message);
      for (int i = 0; i < Math.min(frame.length, 200); i++) {
        for (int flip : new int[] {1, 0x80, 0xFF}) {
          byte[] altered = frame.clone();
          altered[i] ^= (byte) flip;
          decodeOrRefuse(altered);
        }
      }
    }
  }

  @Test
  void randomBytesAreRefused() {
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(120)];
      random.nextBytes(noise);
      if (noise.length > 0) {
        noise[0] = (byte) (1 + random.nextInt(6));
      }
      decodeOrRefuse(noise);
    }
  }

  @Test
  void lengthsBeyondTheFrameTakeNoMemory() {
    byte[] grant = ExchangeCodec.encode(new Grant(KEY, List.of(1)));
    assertRefused(withInt(grant, 1 + KEY_BYTES, Integer.MAX_VALUE));
    assertRefused(withInt(grant, 1 + KEY_BYTES, -1));
    byte[] part = ExchangeCodec.encode(new UnitPart(KEY, 1, 0, true, new byte[8]));
    assertRefused(withInt(part, 1 + KEY_BYTES + 9, Integer.MAX_VALUE));
    assertRefused(withInt(part, 1 + KEY_BYTES + 9, -8));
    byte[] hello = ExchangeCodec.encode(new Hello("w", "i"));
    assertRefused(withInt(hello, 1, 1 << 30));
  }

  @Test
  void bucketsAndSizesOutOfRangeAreRefused() {
    assertRefused(ExchangeCodec.encode(new Grant(KEY, List.of(256))));
    assertRefused(ExchangeCodec.encode(new Have(KEY, List.of(-1))));
    assertRefused(offer(List.of(0), List.of(-1L), new byte[0]));
    assertRefused(offer(List.of(0), List.of(1L << 40), new byte[0]));
    assertRefused(offer(List.of(0, 1), List.of(2L, 2L), new byte[3]));
    assertRefused(
        ExchangeCodec.encode(
            new UnitPart(KEY, 0, 0, false, new byte[ExchangeCodec.PART_BYTES + 1])));
  }

  private static byte[] offer(List<Integer> buckets, List<Long> sizes, byte[] inline) {
    List<Integer> checksums = buckets.stream().map(b -> 0).toList();
    return ExchangeCodec.encode(new Offer(KEY, buckets, sizes, checksums, inline));
  }

  private static Offer inlineOffer() {
    return new Offer(
        KEY, List.of(0, 7, 255), List.of(2L, 0L, 1L), List.of(5, 0, -6), new byte[] {1, 2, 3});
  }

  private static Offer largeOffer() {
    return new Offer(KEY, List.of(4), List.of(1L << 30), List.of(77), new byte[0]);
  }

  private static List<ExchangeMessage> messages() {
    List<ExchangeMessage> all =
        new ArrayList<>(
            List.of(
                new Hello("host:50051", "0a1b"),
                inlineOffer(),
                largeOffer(),
                new Grant(KEY, List.of(4, 5)),
                new UnitPart(KEY, 4, 2, true, new byte[] {9, 8, 7}),
                new Have(KEY, List.of(255))));
    for (Reason reason : Reason.values()) {
      all.add(new Refuse(KEY, List.of(1, 2), reason));
    }
    return all;
  }

  private static ExchangeMessage decode(byte[] frame) {
    return ExchangeCodec.decode(ByteBuffer.wrap(frame));
  }

  private static void decodeOrRefuse(byte[] frame) {
    try {
      decode(frame);
    } catch (TadashiException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL);
    }
  }

  private static void assertRefused(byte[] frame) {
    assertThatThrownBy(() -> decode(frame))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL));
  }

  private static byte[] withInt(byte[] frame, int at, int value) {
    byte[] altered = frame.clone();
    ByteBuffer.wrap(altered).putInt(at, value);
    return altered;
  }
}
