package dev.tadashi.model.cluster;

import java.time.Instant;

/**
 * A registered worker in the catalog; its address is its name.
 *
 * @param address {@code host:port} of its Flight endpoint
 * @param draining asked to take nothing new
 */
public record WorkerRecord(String address, boolean draining, Instant registered) {}
