package dev.tadashi.server.event;

import dev.tadashi.model.id.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * Something that changed.
 *
 * @param number grows by one with each
 * @param kind {@code snapshot, task, worker, worker-gone}
 * @param task that it is about; null for none
 * @param data JSON on one line, shared by all who are told
 * @param last nothing will follow about the task
 */
public record Event(long number, String kind, @Nullable TaskId task, byte[] data, boolean last) {}
