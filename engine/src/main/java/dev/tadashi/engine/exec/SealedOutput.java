package dev.tadashi.engine.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What a split made: one unit of bytes per bucket, immutable. Rows of a plain query become a unit
 * only when an owner in another process wants it. Whoever owns it closes it once.
 */
public final class SealedOutput implements AutoCloseable {
  private static final int PIECE = 1 << 20;

  private final @Nullable ArrowBuf[] units;
  private final long rows;
  private final long totalBytes;
  private final @Nullable RowUnit plain;
  private final @Nullable String strategy;

  SealedOutput(@Nullable ArrowBuf[] units, long rows, @Nullable String strategy) {
    this.strategy = strategy;
    this.plain = null;
    this.units = units;
    this.rows = rows;
    long total = 0;
    for (ArrowBuf unit : units) {
      total += unit == null ? 0 : unit.writerIndex();
    }
    this.totalBytes = total;
  }

  /** Rows of a plain query, in the one bucket; it is their user until it is closed. */
  SealedOutput(BufferAllocator allocator, SharedRows rows) {
    this.strategy = null;
    this.plain = new RowUnit(allocator, rows);
    this.units = new @Nullable ArrowBuf[1];
    this.rows = rows.rows().rows();
    this.totalBytes = rows.rows().bytes();
  }

  /** The rows of a plain query, for an owner in this process, which is another user of them. */
  @Nullable SharedRows plainRows() {
    return plain == null ? null : plain.rows().retain();
  }

  private @Nullable ArrowBuf unit(int bucket) {
    return plain == null ? units[bucket] : plain.get(() -> {});
  }

  /**
   * Makes the units that are not made yet, for owners in other processes: here it may fail, or be
   * cancelled, as the split does.
   */
  public void encode(EngineContext context) {
    if (plain != null) {
      plain.get(context::check);
    }
  }

  public int buckets() {
    return units.length;
  }

  /** Bytes of the bucket's unit; 0 when it is empty, and then nothing needs to be sent of it. */
  public long size(int bucket) {
    ArrowBuf unit = unit(bucket);
    return unit == null ? 0 : unit.writerIndex();
  }

  public long totalBytes() {
    return totalBytes;
  }

  /** Groups or rows in all units. */
  public long rows() {
    return rows;
  }

  /** How groups were found, of an aggregation. */
  public @Nullable String strategy() {
    return strategy;
  }

  /** The bucket's unit, for as long as this is open; retain it to keep it longer. */
  public ArrowBuf slice(int bucket) {
    ArrowBuf unit = unit(bucket);
    if (unit == null) {
      throw new IllegalStateException("bucket " + bucket + " is empty");
    }
    return unit.slice(0, unit.writerIndex());
  }

  /** Writes the bucket's unit. */
  public void write(int bucket, WritableByteChannel out) throws IOException {
    long size = size(bucket);
    for (long at = 0; at < size; at += PIECE) {
      ByteBuffer piece = slice(bucket).nioBuffer(at, (int) Math.min(PIECE, size - at));
      while (piece.hasRemaining()) {
        out.write(piece);
      }
    }
  }

  @Override
  public void close() {
    if (plain != null) {
      plain.close();
    }
    for (int bucket = 0; bucket < units.length; bucket++) {
      ArrowBuf unit = units[bucket];
      if (unit != null) {
        unit.close();
        units[bucket] = null;
      }
    }
  }
}
