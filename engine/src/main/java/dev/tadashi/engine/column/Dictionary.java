package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.Entries;
import dev.tadashi.engine.memory.InternBatch;
import dev.tadashi.engine.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Different byte strings with codes, shared by the columns of many partitions. It is append-only: a
 * code never changes its meaning, so columns made earlier stay right while others add entries. It
 * counts references (the creator holds the first, each column one) and is freed with the last.
 */
public final class Dictionary implements AutoCloseable {
  /** Entries and bytes above which it takes no more. */
  public static final int MAX_ENTRIES = 1 << 20;

  public static final long MAX_BYTES = 64L << 20;

  private static final AtomicLong IDS = new AtomicLong();

  private final long id = newId();
  private final BytesPool pool;
  private volatile Entries entries;
  private int references = 1;

  public Dictionary(BufferAllocator allocator) {
    this.pool = new BytesPool(allocator);
    this.entries = pool.snapshot(this::hold);
  }

  /** An id that no dictionary has; for codes that an expression makes of its own. */
  public static long newId() {
    return IDS.incrementAndGet();
  }

  /** Unique within the process. */
  public long id() {
    return id;
  }

  /** The entries so far. */
  public Entries entries() {
    return entries;
  }

  public int size() {
    return entries.size();
  }

  /** Off-heap bytes of the entries. */
  public synchronized long bytes() {
    return pool.pageBytes();
  }

  /** The entry's bytes. */
  public byte[] value(int code) {
    Entries now = entries;
    return Memory.bytes(now.address(code), now.length(code));
  }

  /** The entry as a text. */
  public String text(int code) {
    return new String(value(code), StandardCharsets.UTF_8);
  }

  /**
   * Adds what is missing of another's entries; the result maps its codes to the codes here. Null
   * when this dictionary is full, and then nothing is promised about what was added.
   */
  public synchronized int @Nullable [] remap(Entries from) {
    int[] codes = new int[from.size()];
    InternBatch batch = new InternBatch();
    for (int begin = 0; begin < codes.length; begin += batch.size()) {
      if (pool.size() > MAX_ENTRIES - InternBatch.SIZE || pool.pageBytes() > MAX_BYTES) {
        entries = pool.snapshot(this::hold);
        return null;
      }
      batch.clear();
      for (int code = begin; code < codes.length && !batch.isFull(); code++) {
        batch.add(from.address(code), from.length(code));
      }
      pool.intern(batch);
      for (int i = 0; i < batch.size(); i++) {
        codes[begin + i] = batch.code(i);
      }
    }
    entries = pool.snapshot(this::hold);
    return codes;
  }

  /** One reference more. */
  public synchronized Dictionary retain() {
    if (references == 0) {
      throw new IllegalStateException("dictionary " + id + " was freed");
    }
    references++;
    return this;
  }

  /** One reference more, unless it was freed already. */
  public synchronized boolean tryRetain() {
    if (references == 0) {
      return false;
    }
    references++;
    return true;
  }

  private Entries.Hold hold() {
    return retain()::close;
  }

  /** Gives one reference back. */
  @Override
  public synchronized void close() {
    if (references == 0) {
      throw new IllegalStateException("dictionary " + id + " was freed");
    }
    if (--references == 0) {
      pool.close();
    }
  }
}
