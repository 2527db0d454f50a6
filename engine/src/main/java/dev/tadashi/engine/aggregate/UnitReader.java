package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.FixedReads;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of {@link UnitWriter}, which come from the network: every length and offset is
 * checked against what is there before it is used, and anything odd is a protocol error. Chunks
 * point into the unit.
 */
public final class UnitReader {
  private static final int PREFIX = 8;

  private final Layout[] layouts;
  private final int bufferCount;
  private final ArrowBuf unit;
  private final long size;
  private long at;
  private long body;
  private @Nullable RecordBatch batch;

  public UnitReader(List<DataType> types, ArrowBuf unit, long size) {
    this.layouts = new Layout[types.size()];
    int buffers = 0;
    for (int i = 0; i < layouts.length; i++) {
      Layout layout = Layout.of(types.get(i));
      layouts[i] = layout;
      buffers += layout == Layout.NOTHING ? 0 : layout == Layout.BYTES ? 3 : 2;
    }
    this.bufferCount = buffers;
    this.unit = unit;
    this.size = size;
    if (size < 0 || size > unit.capacity()) {
      throw corrupt("a size of " + size + " with " + unit.capacity() + " bytes");
    }
  }

  static TadashiException corrupt(String what) {
    return new TadashiException(ErrorCode.PROTOCOL, "a unit has " + what)
        .hint("are all workers of the same version?");
  }

  /** Moves to the next chunk; its rows, or 0 at the end. */
  public int next() {
    if (at == size) {
      return 0;
    }
    try {
      return readMessage();
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NullPointerException e) {
      throw new TadashiException(ErrorCode.PROTOCOL, "a unit's metadata is broken", e);
    }
  }

  private int readMessage() {
    require(size - at >= PREFIX, "no room for a message");
    long address = unit.memoryAddress() + at;
    require(Memory.getInt(address) == UnitWriter.CONTINUATION, "no message where one should be");
    int length = Memory.getInt(address + 4);
    require(length > 0 && length <= size - at - PREFIX, "metadata of " + length + " bytes");
    ByteBuffer metadata =
        unit.nioBuffer(at + PREFIX, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    Message message = Message.getRootAsMessage(metadata);
    checkVersion(message);
    require(message.headerType() == MessageHeader.RecordBatch, "a message of another kind");
    body = at + PREFIX + length;
    long bodyLength = message.bodyLength();
    require(bodyLength >= 0 && bodyLength <= size - body, "a body of " + bodyLength + " bytes");
    at = body + bodyLength;
    RecordBatch read = (RecordBatch) message.header(new RecordBatch());
    require(read != null, "a message without a batch");
    batch = read;
    return checkShape(read, bodyLength);
  }

  private static void checkVersion(Message message) {
    require(message.customMetadataLength() == 1, "no version");
    String key = message.customMetadata(0).key();
    String version = message.customMetadata(0).value();
    require(
        UnitWriter.VERSION_KEY.equals(key) && UnitWriter.VERSION.equals(version),
        "version " + version + " instead of " + UnitWriter.VERSION);
  }

  private int checkShape(RecordBatch read, long bodyLength) {
    long rows = read.length();
    require(rows > 0 && rows <= Scratch.CHUNK, rows + " rows in a chunk");
    require(read.nodesLength() == layouts.length, read.nodesLength() + " columns");
    require(read.buffersLength() == bufferCount, read.buffersLength() + " buffers");
    require(read.compression() == null, "compression");
    int n = (int) rows;
    int buffer = 0;
    for (Layout layout : layouts) {
      if (layout == Layout.NOTHING) {
        continue;
      }
      Buffer validity = check(read, buffer++, bodyLength, 0);
      require(validity.length() == 0 || validity.length() >= n + 7 >> 3, "a short validity");
      if (layout == Layout.BYTES) {
        Buffer offsets = check(read, buffer++, bodyLength, (n + 1) * 4L);
        checkOffsets(offsets.offset(), check(read, buffer++, bodyLength, 0).length(), n);
      } else {
        check(read, buffer++, bodyLength, (long) n * layout.width());
      }
    }
    return n;
  }

  private static Buffer check(RecordBatch read, int index, long bodyLength, long atLeast) {
    Buffer buffer = read.buffers(index);
    long offset = buffer.offset();
    long length = buffer.length();
    require(
        offset >= 0 && length >= atLeast && offset <= bodyLength && length <= bodyLength - offset,
        "a buffer of " + length + " bytes at " + offset);
    return buffer;
  }

  private void checkOffsets(long offset, long dataLength, int n) {
    long address = unit.memoryAddress() + body + offset;
    int last = Memory.getInt(address);
    require(last >= 0, "an offset of " + last);
    for (int i = 1; i <= n; i++) {
      int next = Memory.getInt(address + i * 4L);
      require(next >= last, "texts that end before they begin");
      last = next;
    }
    require(last <= dataLength, "texts of " + last + " bytes in " + dataLength);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw corrupt(otherwise);
    }
  }

  /** The current chunk, of the {@code n} rows that {@link #next} told. */
  public Vec[] read(int n, Scratch scratch) {
    RecordBatch current = java.util.Objects.requireNonNull(batch);
    Vec[] columns = new Vec[layouts.length];
    int buffer = 0;
    for (int column = 0; column < layouts.length; column++) {
      Layout layout = layouts[column];
      if (layout == Layout.NOTHING) {
        boolean[] nulls = scratch.flags();
        Arrays.fill(nulls, 0, n, true);
        columns[column] = new LongVec(scratch.longs(), nulls);
        continue;
      }
      boolean[] nulls = nulls(current.buffers(buffer++), n, scratch);
      long address = address(current.buffers(buffer++));
      columns[column] =
          layout == Layout.BYTES
              ? texts(address, address(current.buffers(buffer++)), n, nulls, scratch)
              : fixed(layout, address, n, nulls, scratch);
    }
    return columns;
  }

  /** The current chunk's first column, which is of 64-bit integers. */
  public long[] first(int n, Scratch scratch) {
    RecordBatch current = java.util.Objects.requireNonNull(batch);
    Vec vec = fixed(Layout.I64, address(current.buffers(1)), n, null, scratch);
    return ((LongVec) vec).values();
  }

  private long address(Buffer buffer) {
    return unit.memoryAddress() + body + buffer.offset();
  }

  private boolean @Nullable [] nulls(Buffer validity, int n, Scratch scratch) {
    if (validity.length() == 0) {
      return null;
    }
    boolean[] nulls = scratch.flags();
    long bitmap = address(validity);
    for (int i = 0; i < n; i++) {
      nulls[i] = !Memory.getBit(bitmap, i);
    }
    return nulls;
  }

  private static Vec fixed(
      Layout layout, long address, int n, boolean @Nullable [] nulls, Scratch scratch) {
    Vec vec = FixedReads.values(layout, address, 0, n, null, nulls, scratch);
    if (layout == Layout.BOOL && vec instanceof LongVec flags) {
      // Kernels rely on conditions being 0 or 1.
      for (int i = 0; i < n; i++) {
        flags.values()[i] &= 1;
      }
    }
    return vec;
  }

  private static Vec texts(
      long offsets, long data, int n, boolean @Nullable [] nulls, Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      int from = Memory.getInt(offsets + i * 4L);
      addresses[i] = data + from;
      lengths[i] = Memory.getInt(offsets + (i + 1) * 4L) - from;
    }
    return new BytesVec(addresses, lengths, nulls);
  }
}
