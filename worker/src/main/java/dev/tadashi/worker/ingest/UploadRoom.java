package dev.tadashi.worker.ingest;

import java.util.HashMap;
import java.util.Map;

/**
 * The memory for rows that wait to become a file. Above its limit the uploads that hold more than
 * their share write smaller files, so that many uploads at once need no more memory than a few, and
 * none waits for another.
 */
public final class UploadRoom {
  private final long limit;
  private final Map<Object, Long> held = new HashMap<>();
  private long bytes;

  public UploadRoom(long limit) {
    this.limit = limit;
  }

  /** Notes what an upload holds now; the result is whether it should write that out. */
  synchronized boolean holds(Object upload, long now) {
    Long before = now == 0 ? held.remove(upload) : held.put(upload, now);
    bytes += now - (before == null ? 0 : before);
    return bytes > limit && now > limit / Math.max(1, held.size());
  }

  /** What all uploads hold. */
  public synchronized long bytes() {
    return bytes;
  }
}
