package dev.tadashi.model.control;

/** The answer to {@link Attach}: the protocol both speak, and how often to report. */
public record Attached(int protocol, long serverEpoch, long reportMillis, long leaseMillis) {}
