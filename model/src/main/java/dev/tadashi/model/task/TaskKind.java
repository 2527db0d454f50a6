package dev.tadashi.model.task;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a task does. */
public enum TaskKind {
  /** Answers an aggregation spec. */
  AGGREGATE,
  /** Answers a statement of SQL. */
  QUERY,
  /** Brings a table into the workers' memory. */
  LOAD;

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
