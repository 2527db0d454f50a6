package dev.tadashi.model.error;

/** Who can do something about an error; retries are decided by it. */
public enum ErrorClass {
  /** The request is at fault: repeating it gives the same answer. */
  USER,
  /** A limit was reached: later, or with more room, it may work. */
  RESOURCES,
  /** Something outside (a store, a worker, a network) failed: it is tried again elsewhere. */
  EXTERNAL,
  /** A fault of ours. */
  INTERNAL;

  /** The name used on the wire. */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
