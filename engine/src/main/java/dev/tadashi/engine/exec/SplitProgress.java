package dev.tadashi.engine.exec;

/** Told of progress; called by threads of the pool. */
@FunctionalInterface
public interface SplitProgress {
  SplitProgress NONE = (part, rows) -> {};

  /** All rows of the part (that many, before any filter) have been read. */
  void partDone(int part, long rows);
}
