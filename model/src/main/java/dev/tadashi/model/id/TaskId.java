package dev.tadashi.model.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** A task's id: a UUID of version 7 (RFC 9562), so that ids sort by the time of submission. */
public record TaskId(UUID uuid) implements Comparable<TaskId> {

  /** A new id from the clock's milliseconds and 74 random bits. */
  public static TaskId create(long epochMillis, RandomGenerator random) {
    long high = (epochMillis << 16) | 0x7000L | (random.nextLong() & 0xFFFL);
    long low = 0x8000_0000_0000_0000L | (random.nextLong() >>> 2);
    return new TaskId(new UUID(high, low));
  }

  @JsonCreator
  public static TaskId parse(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equalsIgnoreCase(text)) {
        return new TaskId(uuid);
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like an id of the right form that names nothing.
    }
    throw new TadashiException(ErrorCode.UNKNOWN_TASK, "'" + text + "' is not a task id")
        .hint("ids are UUIDs, as SubmitTask and ListTasks return them");
  }

  @Override
  public int compareTo(TaskId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  @JsonValue
  public String toString() {
    return uuid.toString();
  }
}
