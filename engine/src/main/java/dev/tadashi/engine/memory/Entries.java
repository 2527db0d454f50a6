package dev.tadashi.engine.memory;

/** Numbered byte strings that never change once they are there; codes are 0 to size - 1. */
public interface Entries {
  int size();

  long address(int code);

  int length(int code);

  /** {@link Hash#bytes} of the entry. */
  long hash(int code);

  /** Keeps the entries' bytes in memory until it is closed. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /** Holds the entries beyond the reading of the rows that brought them. */
  default Hold hold() {
    return () -> {};
  }
}
