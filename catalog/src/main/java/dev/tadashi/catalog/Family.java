package dev.tadashi.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The column families, and what their keys are. */
enum Family {
  /** {@code format}, {@code server_epoch}, {@code ticket_key}. */
  META,
  /** Address. */
  WORKERS,
  /** Name. */
  STORES,
  /** Full name. */
  TABLES,
  /** Full name of the table, a zero byte, the partition's index in eight hex digits. */
  PARTITIONS,
  /** Full name of the table, a zero byte, the partition's id. */
  STATISTICS,
  /** Task id. */
  TASKS,
  /** Task id; the frozen partitions of a task that has not ended, and of no other. */
  INPUTS,
  /** Task id; the stages of a task that has ended, for display. */
  STAGES,
  /** Task id; a small result, as an Arrow IPC stream. */
  RESULTS,
  /** Idempotency key; the value is the task's id. */
  IDEMPOTENCY,
  /** Session id. */
  SESSIONS,
  /** Full name. */
  VIEWS,
  /** Full name of a managed table. */
  POINTERS,
  /** Full name of the table, a zero byte, the write's name. */
  INGESTS;

  byte[] bytes() {
    return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
  }
}
