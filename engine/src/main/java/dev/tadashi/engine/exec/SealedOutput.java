package dev.tadashi.engine.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What a split made, immutable: rows of a plain query, or partial aggregates by bucket. They become
 * units of bytes, one per bucket, only when an owner in another process wants them. Whoever owns it
 * closes it once.
 */
public final class SealedOutput implements AutoCloseable {
  private static final int PIECE = 1 << 20;

  private final @Nullable RowUnit plain;
  private final @Nullable SealedTables tables;
  private final long rows;
  private final long totalBytes;
  private final @Nullable String strategy;

  private SealedOutput(
      @Nullable RowUnit plain,
      @Nullable SealedTables tables,
      long rows,
      long totalBytes,
      @Nullable String strategy) {
    this.plain = plain;
    this.tables = tables;
    this.rows = rows;
    this.totalBytes = totalBytes;
    this.strategy = strategy;
  }

  /** Partial aggregates, whose user it is until it is closed. */
  SealedOutput(SealedTables tables, @Nullable String strategy) {
    this(null, tables, tables.rows(), tables.bytes(), strategy);
  }

  /** Rows of a plain query, in the one bucket; it is their user until it is closed. */
  SealedOutput(BufferAllocator allocator, SharedRows rows) {
    this(new RowUnit(allocator, rows), null, rows.rows().rows(), rows.rows().bytes(), null);
  }

  /** Of a stage that exchanges nothing. */
  static SealedOutput nothing() {
    return new SealedOutput(null, null, 0, 0, null);
  }

  /** The rows of a plain query, for an owner in this process, which is another user of them. */
  @Nullable SharedRows plainRows() {
    return plain == null ? null : plain.rows().retain();
  }

  /** The partial aggregates, for an owner in this process, which is another user of them. */
  @Nullable SealedTables tables() {
    return tables == null ? null : tables.retain();
  }

  private @Nullable ArrowBuf unit(int bucket, Runnable check) {
    if (plain != null) {
      return plain.get(check);
    }
    return tables == null ? null : tables.unit(bucket, check);
  }

  /**
   * Makes all units, when an owner is in another process: here it may fail, or be cancelled, as the
   * split does. Called before anybody else uses this.
   */
  public void encode(EngineContext context) {
    if (plain != null) {
      plain.get(context::check);
    } else if (tables != null) {
      tables.encode(context);
    }
  }

  public int buckets() {
    if (tables != null) {
      return tables.buckets();
    }
    return plain == null ? 0 : 1;
  }

  /** Bytes of the bucket's unit; 0 when it is empty, and then nothing needs to be sent of it. */
  public long size(int bucket) {
    ArrowBuf unit = unit(bucket, () -> {});
    return unit == null ? 0 : unit.writerIndex();
  }

  /** About as many bytes as all units have. */
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
    ArrowBuf unit = unit(bucket, () -> {});
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
    if (tables != null) {
      tables.release();
    }
  }
}
