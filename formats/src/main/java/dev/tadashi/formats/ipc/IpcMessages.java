package dev.tadashi.formats.ipc;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.arrow.flatbuf.Message;

/**
 * Goes through the messages of a file, whose bodies it leaves alone. The file format is the stream
 * between a magic word and a directory, so that one way of reading does for both.
 */
final class IpcMessages {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int PADDED_MAGIC = 8;

  /** Before the length, since Arrow 0.15. */
  private static final int CONTINUATION = -1;

  private static final int READ = 64 << 10;

  /** Enough for a hundred thousand columns. */
  private static final long MAX_METADATA = 64 << 20;

  private final ObjectStore store;
  private final TableFile file;
  private final long end;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;
  private long next;

  IpcMessages(ObjectStore store, TableFile file) {
    this.store = store;
    this.file = file;
    byte[] head = new byte[MAGIC.length];
    boolean isFile = file.size() >= MAGIC.length;
    this.end = file.size();
    if (isFile) {
      bytes(0, MAGIC.length).get(head);
    }
    this.next = Arrays.equals(head, MAGIC) ? PADDED_MAGIC : 0;
    if (next > 0) {
      requireMagicAtEnd();
    }
  }

  private void requireMagicAtEnd() {
    byte[] tail = new byte[MAGIC.length];
    bytes(end - MAGIC.length, MAGIC.length).get(tail);
    if (end < 2L * PADDED_MAGIC || !Arrays.equals(tail, MAGIC)) {
      throw FileErrors.corrupt(file, "it does not end as an Arrow file does: it is cut short");
    }
  }

  /** The next message; empty at the end. */
  Optional<IpcMessage> next() {
    // A stream may end without the mark that ends it.
    if (end - next < Integer.BYTES) {
      return Optional.empty();
    }
    long start = next;
    int prefix = Integer.BYTES;
    int length = bytes(next, prefix).getInt();
    if (length == CONTINUATION) {
      length = bytes(next + prefix, Integer.BYTES).getInt();
      prefix += Integer.BYTES;
    }
    if (length == 0) {
      return Optional.empty();
    }
    return Optional.of(message(start, next + prefix, length));
  }

  private IpcMessage message(long start, long metadata, int length) {
    if (length < 0 || length > Math.min(MAX_METADATA, end - metadata)) {
      throw notArrow(start);
    }
    byte[] copy = new byte[length];
    bytes(metadata, length).get(copy);
    Message message =
        Message.getRootAsMessage(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN));
    long body = metadata + length;
    long bodyLength = message.bodyLength();
    if (bodyLength < 0 || bodyLength > end - body) {
      throw FileErrors.corrupt(
          file,
          "the message at byte %d claims %d bytes, the file has %d left"
              .formatted(start, bodyLength, end - body));
    }
    next = body + bodyLength;
    return new IpcMessage(message, start, body, next);
  }

  private TadashiException notArrow(long at) {
    return at <= PADDED_MAGIC
        ? FileErrors.corrupt(file, "it does not start as an Arrow file or stream does")
        : FileErrors.corrupt(file, "at byte " + at + " there is no Arrow message");
  }

  /** Bytes of the file, of which many are read at once. */
  private ByteBuffer bytes(long from, int length) {
    if (from < 0 || length > end - from) {
      throw FileErrors.corrupt(file, "it is cut short");
    }
    boolean inside = from >= windowStart && from + length <= windowStart + window.limit();
    if (!inside) {
      window = ByteBuffer.allocate((int) Math.min(Math.max(length, READ), end - from));
      store.read(file, from, window);
      window.flip().order(ByteOrder.LITTLE_ENDIAN);
      windowStart = from;
    }
    return window.slice((int) (from - windowStart), length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
