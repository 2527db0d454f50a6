package dev.tadashi.model.task;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** State of a split, as shown; which attempt counts is decided by the exchange. */
public enum SplitState {
  WAITING,
  RUNNING,
  SEALED,
  FAILED;

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
