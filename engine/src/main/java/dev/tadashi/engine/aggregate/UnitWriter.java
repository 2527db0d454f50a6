package dev.tadashi.engine.aggregate;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.tadashi.engine.column.FixedWrites;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Writes a unit: encapsulated Arrow IPC record batches, one per chunk, one after the other. Both
 * sides know the columns from the plan, so there is no schema message. Values lie as in {@link
 * Layout} (a condition is a byte, a short decimal 64 bits); byte strings have 32-bit offsets. Each
 * message names the version of this form and of the key hash in its metadata.
 */
public final class UnitWriter implements AutoCloseable {
  static final String VERSION_KEY = "tadashi.unit";
  static final String VERSION = "1." + Hash.VERSION;
  static final int CONTINUATION = 0xFFFFFFFF;

  private final Layout[] layouts;
  private final GrowBuffer out;
  private final FlatBufferBuilder builder = new FlatBufferBuilder(1024);
  private long rows;

  public UnitWriter(List<DataType> types, BufferAllocator allocator) {
    this.layouts = types.stream().map(Layout::of).toArray(Layout[]::new);
    this.out = new GrowBuffer(allocator);
  }

  /** Rows so far. */
  public long rows() {
    return rows;
  }

  /** The bytes, which the caller owns; null when nothing was appended. */
  public @Nullable ArrowBuf build() {
    return rows == 0 ? null : out.take();
  }

  public void append(Vec[] given, int n, Scratch scratch) {
    rows += n;
    Vec[] columns = given.clone();
    for (int column = 0; column < columns.length; column++) {
      if (columns[column] instanceof TextVec texts) {
        columns[column] = texts.plain(n, scratch);
      }
    }
    long[] lengths = lengths(columns, n);
    writeMetadata(columns, lengths, n);
    int at = 0;
    for (int column = 0; column < columns.length; column++) {
      Vec vec = columns[column];
      Layout layout = layouts[column];
      if (layout == Layout.NOTHING) {
        continue;
      }
      writeValidity(vec, lengths[at++], n);
      if (layout == Layout.BYTES) {
        writeTexts(vec, lengths[at++], lengths[at++], n);
      } else {
        long length = lengths[at++];
        FixedWrites.write(layout, out.extend(padded(length)), vec, n);
      }
    }
  }

  private long[] lengths(Vec[] columns, int n) {
    long[] lengths = new long[columns.length * 3];
    int at = 0;
    for (int column = 0; column < columns.length; column++) {
      Layout layout = layouts[column];
      if (layout == Layout.NOTHING) {
        continue;
      }
      lengths[at++] = columns[column].nulls() == null ? 0 : n + 7 >> 3;
      if (layout == Layout.BYTES) {
        lengths[at++] = (n + 1) * 4L;
        lengths[at++] = textBytes(columns[column], n);
      } else {
        lengths[at++] = (long) n * layout.width();
      }
    }
    return java.util.Arrays.copyOf(lengths, at);
  }

  private static long textBytes(Vec vec, int n) {
    // A chunk in which every row is null has no texts at all.
    long total = 0;
    if (vec instanceof BytesVec texts) {
      for (int i = 0; i < n; i++) {
        total += texts.lengths()[i];
      }
    }
    if (total > Integer.MAX_VALUE) {
      throw new TadashiException(
          ErrorCode.MEMORY_EXCEEDED, "the texts or states of " + n + " groups exceed 2 GiB");
    }
    return total;
  }

  private void writeValidity(Vec vec, long length, int n) {
    boolean[] nulls = vec.nulls();
    if (nulls == null) {
      return;
    }
    long address = out.extend(padded(length));
    Memory.fill(address, padded(length), (byte) 0);
    for (int i = 0; i < n; i++) {
      if (!nulls[i]) {
        Memory.setBit(address, i);
      }
    }
  }

  private void writeTexts(Vec vec, long offsetBytes, long dataBytes, int n) {
    long offsets = out.extend(padded(offsetBytes));
    int[] lengths = vec instanceof BytesVec texts ? texts.lengths() : new int[n];
    int end = 0;
    Memory.putInt(offsets, 0);
    for (int i = 0; i < n; i++) {
      end += lengths[i];
      Memory.putInt(offsets + (i + 1) * 4L, end);
    }
    long data = out.extend(padded(dataBytes));
    if (vec instanceof BytesVec texts) {
      writeTexts(texts.addresses(), lengths, n, data);
    }
  }

  private static void writeTexts(long[] addresses, int[] lengths, int n, long to) {
    long data = to;
    for (int i = 0; i < n; i++) {
      Memory.copyText(addresses[i], data, lengths[i]);
      data += lengths[i];
    }
  }

  private void writeMetadata(Vec[] columns, long[] lengths, int n) {
    ByteBuffer message = message(columns, lengths, n);
    int size = message.remaining();
    int padded = (int) padded(size);
    long address = out.extend(8L + padded);
    Memory.putInt(address, CONTINUATION);
    Memory.putInt(address + 4, padded);
    byte[] bytes = new byte[padded];
    message.get(bytes, 0, size);
    Memory.put(address + 8, bytes);
  }

  private ByteBuffer message(Vec[] columns, long[] lengths, int n) {
    builder.clear();
    long body = 0;
    for (long length : lengths) {
      body += padded(length);
    }
    int batch = batch(columns, lengths, body, n);
    int key = builder.createString(VERSION_KEY);
    int pair = KeyValue.createKeyValue(builder, key, builder.createString(VERSION));
    int metadata = Message.createCustomMetadataVector(builder, new int[] {pair});
    int message =
        Message.createMessage(
            builder, MetadataVersion.V5, MessageHeader.RecordBatch, batch, body, metadata);
    builder.finish(message);
    return builder.dataBuffer();
  }

  private int batch(Vec[] columns, long[] lengths, long body, int n) {
    // Structs of a vector are written last to first.
    RecordBatch.startBuffersVector(builder, lengths.length);
    long end = body;
    for (int i = lengths.length - 1; i >= 0; i--) {
      end -= padded(lengths[i]);
      Buffer.createBuffer(builder, end, lengths[i]);
    }
    int buffers = builder.endVector();
    RecordBatch.startNodesVector(builder, columns.length);
    for (int i = columns.length - 1; i >= 0; i--) {
      FieldNode.createFieldNode(builder, n, nullCount(columns[i], n));
    }
    int nodes = builder.endVector();
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, n);
    RecordBatch.addNodes(builder, nodes);
    RecordBatch.addBuffers(builder, buffers);
    return RecordBatch.endRecordBatch(builder);
  }

  private static long nullCount(Vec vec, int n) {
    boolean[] nulls = vec.nulls();
    long count = 0;
    for (int i = 0; nulls != null && i < n; i++) {
      count += nulls[i] ? 1 : 0;
    }
    return count;
  }

  static long padded(long bytes) {
    return bytes + 7 & ~7L;
  }

  @Override
  public void close() {
    out.close();
  }
}
