package dev.tadashi.formats.text;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a text into blocks of whole lines. A line of over 64 MiB is an error that names it. */
final class LineBlocks {
  private static final int FIRST = 1 << 20;
  private static final int LARGEST = 64 << 20;

  private final TableFile file;
  private final InputStream in;
  private byte[] buffer;
  private int filled;
  private int start;
  private int end;
  private long line = 1;
  private boolean atEnd;

  /**
   * @param most bytes of a block of more than one line
   */
  LineBlocks(TableFile file, InputStream in, long most) {
    this.file = file;
    this.in = in;
    this.buffer = new byte[(int) Math.min(FIRST, most)];
  }

  /** Goes on to the next block; false when there is none. */
  boolean next() throws IOException {
    line += lines();
    System.arraycopy(buffer, end, buffer, 0, filled - end);
    filled -= end;
    start = 0;
    end = 0;
    fill();
    while (end == 0 && filled > 0) {
      grow();
      fill();
    }
    return end > 0;
  }

  private void fill() throws IOException {
    int read = in.readNBytes(buffer, filled, buffer.length - filled);
    atEnd = filled + read < buffer.length;
    filled += read;
    end = atEnd ? filled : lastLineEnd();
  }

  private int lastLineEnd() {
    int at = filled;
    while (at > 0 && buffer[at - 1] != '\n') {
      at--;
    }
    return at;
  }

  private void grow() {
    if (buffer.length >= LARGEST) {
      throw FileErrors.line(file, line, "is longer than 64 MiB");
    }
    buffer = Arrays.copyOf(buffer, Math.min(LARGEST, buffer.length * 2));
  }

  private long lines() {
    long count = 0;
    for (int i = start; i < end; i++) {
      count += buffer[i] == '\n' ? 1 : 0;
    }
    return count;
  }

  byte[] bytes() {
    return buffer;
  }

  int length() {
    return end;
  }

  /** The first line of the block, from 1 for the first that was read. */
  long line() {
    return line;
  }
}
