package dev.tadashi.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads stretches of local files to their last byte; a file that ends before is an error. */
public final class FileRanges {
  private FileRanges() {}

  /** Fills the rest of the buffer with the bytes from the offset on. */
  public static void fill(FileChannel channel, long offset, ByteBuffer target) throws IOException {
    long position = offset;
    while (target.hasRemaining()) {
      int count = channel.read(target, position);
      if (count < 0) {
        throw endsAt(position);
      }
      position += count;
    }
  }

  /** Copies a range to the same offsets of another file, of which the caller is the only user. */
  public static void copy(FileChannel channel, long offset, long length, FileChannel target)
      throws IOException {
    target.position(offset);
    long position = offset;
    while (position < offset + length) {
      long count = channel.transferTo(position, offset + length - position, target);
      if (count <= 0) {
        throw endsAt(position);
      }
      position += count;
    }
  }

  private static EOFException endsAt(long position) {
    return new EOFException("it ends at byte " + position);
  }
}
