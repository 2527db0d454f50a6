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

/** The right to fetch a task's result until a time: HMAC-SHA256, then the JSON it covers. */
public record SignedTicket(TaskId task, Instant expires) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 32;
  private static final int MAX_BYTES = 512;

  /** The ticket's bytes. */
  public byte[] sign(byte[] key) {
    byte[] json = Json.bytes(this);
    byte[] ticket = Arrays.copyOf(mac(key, json), MAC_BYTES + json.length);
    System.arraycopy(json, 0, ticket, MAC_BYTES, json.length);
    return ticket;
  }

  /** The ticket in those bytes; INVALID_TICKET when altered, of another key, or expired. */
  public static SignedTicket verify(byte[] ticket, byte[] key, Instant now) {
    if (ticket.length <= MAC_BYTES || ticket.length > MAX_BYTES) {
      throw invalid("this is not a ticket of ours");
    }
    byte[] json = Arrays.copyOfRange(ticket, MAC_BYTES, ticket.length);
    if (!MessageDigest.isEqual(mac(key, json), Arrays.copyOf(ticket, MAC_BYTES))) {
      throw invalid("the ticket was altered or is not one of ours");
    }
    SignedTicket read = Json.readPeer(json, SignedTicket.class);
    if (!now.isBefore(read.expires())) {
      throw invalid("the ticket expired at " + read.expires());
    }
    return read;
  }

  private static TadashiException invalid(String message) {
    return new TadashiException(ErrorCode.INVALID_TICKET, message)
        .hint("GetTask gives a new ticket while the result is kept");
  }

  private static byte[] mac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new TadashiException(ErrorCode.INTERNAL, "no " + ALGORITHM, e);
    }
  }
}
