package dev.tadashi.flight.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SignedTicketTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] KEY = {1, 2, 3};
  private static final SignedTicket TICKET =
      new SignedTicket(TaskId.create(1, new Random(1)), NOW.plusSeconds(60));

  @Test
  void aTicketIsReadAgain() {
    assertThat(SignedTicket.verify(TICKET.sign(KEY), KEY, NOW)).isEqualTo(TICKET);
  }

  @Test
  void everyAlteredByteIsRefused() {
    byte[] ticket = TICKET.sign(KEY);
    for (int i = 0; i < ticket.length; i++) {
      byte[] altered = ticket.clone();
      altered[i] ^= 1;
      assertInvalid(altered, KEY, NOW);
    }
  }

  @Test
  void anotherKeyAnExpiredTicketAndNoiseAreRefused() {
    assertInvalid(TICKET.sign(new byte[] {9}), KEY, NOW);
    assertInvalid(TICKET.sign(KEY), KEY, TICKET.expires().plusMillis(1));
    assertInvalid(new byte[0], KEY, NOW);
    assertInvalid(new byte[4096], KEY, NOW);
  }

  private static void assertInvalid(byte[] ticket, byte[] key, Instant now) {
    assertThatThrownBy(() -> SignedTicket.verify(ticket, key, now))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TICKET));
  }
}
