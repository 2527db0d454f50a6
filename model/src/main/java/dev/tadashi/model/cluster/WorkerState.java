package dev.tadashi.model.cluster;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Health of a worker as the control plane sees it. */
public enum WorkerState {
  /** Registered, not attached yet. */
  JOINING,
  HEALTHY,
  /** Not heard of for a while: nothing new is given to it. */
  SUSPECT,
  /** Not heard of for too long: what it held is placed elsewhere. */
  LOST,
  /** Finishes what it has and takes nothing new. */
  DRAINING;

  /** Whether new work may be given to it. */
  public boolean takesWork() {
    return this == HEALTHY;
  }

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
