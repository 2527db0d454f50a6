package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bytes that go out and come back: 32 bytes of HMAC-SHA256, then the claim itself. A claim sealed
 * for one purpose does not fit another.
 *
 * @param purpose mixed into the signature
 */
public record Seal(byte[] key, String purpose) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 32;

  public byte[] close(byte[] claim) {
    byte[] sealed = Arrays.copyOf(mac(claim), MAC_BYTES + claim.length);
    System.arraycopy(claim, 0, sealed, MAC_BYTES, claim.length);
    return sealed;
  }

  /** The claim; none when the bytes were not sealed with this key for this purpose. */
  public Optional<byte[]> open(byte[] sealed) {
    if (sealed.length <= MAC_BYTES) {
      return Optional.empty();
    }
    byte[] claim = Arrays.copyOfRange(sealed, MAC_BYTES, sealed.length);
    boolean ours = MessageDigest.isEqual(mac(claim), Arrays.copyOf(sealed, MAC_BYTES));
    return ours ? Optional.of(claim) : Optional.empty();
  }

  private byte[] mac(byte[] claim) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(claim);
    } catch (GeneralSecurityException e) {
      throw new TadashiException(ErrorCode.INTERNAL, "cannot sign: " + e.getMessage(), e);
    }
  }
}
