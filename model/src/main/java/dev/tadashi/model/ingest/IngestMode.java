package dev.tadashi.model.ingest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a write does with the table of its name. */
public enum IngestMode {
  /** Makes it; an error when it is there. */
  CREATE,
  /** Adds rows; an error when it is not there. */
  APPEND,
  /** Puts the written rows, with their columns, in its place; makes it when it is not there. */
  REPLACE,
  /** Adds rows; makes it when it is not there. */
  CREATE_APPEND;

  /** Whether rows are added to a table that is there. */
  public boolean adds() {
    return this == APPEND || this == CREATE_APPEND;
  }

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
