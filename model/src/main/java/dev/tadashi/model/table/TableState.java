package dev.tadashi.model.table;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a table is known. */
public enum TableState {
  /** Its files are listed; no worker has inspected them yet. */
  PENDING,
  /** Schema and partitions are known. */
  READY,
  /** Its files cannot be read; the record's error says which and why. */
  FAILED;

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
