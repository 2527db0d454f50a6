package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.json.Json;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The right to fetch a task's result until a time: 32 bytes of HMAC-SHA256, then the claim as JSON.
 */
public record SignedTicket(TaskId task, Instant expires) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 32;
  private static final int MAX_BYTES = 1_024;

  public byte[] sign(byte[] key) {
    byte[] claim = Json.bytes(this);
    byte[] ticket = Arrays.copyOf(mac(key, claim), MAC_BYTES + claim.length);
    System.arraycopy(claim, 0, ticket, MAC_BYTES, claim.length);
    return ticket;
  }

  /** Reads a ticket signed with the same key; one that is altered or has expired is refused. */
  public static SignedTicket verify(byte[] ticket, byte[] key, Instant now) {
    if (ticket.length <= MAC_BYTES || ticket.length > MAX_BYTES) {
      throw invalid("it is not one of this server's");
    }
    byte[] claim = Arrays.copyOfRange(ticket, MAC_BYTES, ticket.length);
    if (!MessageDigest.isEqual(mac(key, claim), Arrays.copyOf(ticket, MAC_BYTES))) {
      throw invalid("it is not one of this server's, or was altered");
    }
    SignedTicket read = Json.readPeer(claim, SignedTicket.class);
    if (now.isAfter(read.expires())) {
      throw invalid("it expired at " + read.expires());
    }
    return read;
  }

  private static TadashiException invalid(String why) {
    return new TadashiException(ErrorCode.INVALID_TICKET, "the ticket is refused: " + why)
        .hint("GetTask gives a new one");
  }

  private static byte[] mac(byte[] key, byte[] claim) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(claim);
    } catch (GeneralSecurityException e) {
      throw new TadashiException(ErrorCode.INTERNAL, "cannot sign: " + e.getMessage(), e);
    }
  }
}
