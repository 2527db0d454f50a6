package dev.tadashi.model.task;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** State of a task; the last three are terminal. */
public enum TaskState {
  QUEUED,
  PLANNING,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  public boolean isTerminal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }

  /** Whether a task may go from this state to that one: forward only, and never out of an end. */
  public boolean mayBecome(TaskState next) {
    return !isTerminal() && (next.isTerminal() || next.ordinal() >= ordinal());
  }

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
