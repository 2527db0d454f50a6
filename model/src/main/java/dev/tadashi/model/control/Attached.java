package dev.tadashi.model.control;

import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link Attach}: the protocol both speak, and how often to report.
 *
 * @param writeKey signs the right to write files and the receipts for them; null where nothing is
 *     written
 */
public record Attached(
    int protocol,
    long serverEpoch,
    long reportMillis,
    long leaseMillis,
    byte @Nullable [] writeKey) {
  public Attached(int protocol, long serverEpoch, long reportMillis, long leaseMillis) {
    this(protocol, serverEpoch, reportMillis, leaseMillis, null);
  }

  public Attached with(byte[] key) {
    return new Attached(protocol, serverEpoch, reportMillis, leaseMillis, key);
  }
}
