package dev.tadashi.engine.exec;

import java.util.concurrent.atomic.AtomicInteger;

/** Rows with several users; they are closed when the last has let go. Thread-safe. */
final class SharedRows {
  private final RowSet rows;
  private final AtomicInteger users = new AtomicInteger(1);

  /** Has one user, its maker. */
  SharedRows(RowSet rows) {
    this.rows = rows;
  }

  RowSet rows() {
    return rows;
  }

  /** One more user. */
  SharedRows retain() {
    users.incrementAndGet();
    return this;
  }

  /** One user less. */
  void release() {
    if (users.decrementAndGet() == 0) {
      rows.close();
    }
  }
}
