package dev.tadashi.model.control;

import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.id.TaskId;

/**
 * Reads the finished result of an owner's buckets; the ticket of a worker's DoGet. A mismatch of
 * incarnation or epoch, or an incomplete bucket, is refused.
 */
public record ReadRequest(
    TaskId task, int stage, int low, int high, String incarnation, Stamp epoch) {}
