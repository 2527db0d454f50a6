package dev.tadashi.formats.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Unpacks blocks of Snappy's raw format: the length, then literals and copies of what was written
 * before, told apart by the two lowest bits of their first byte.
 */
final class Snappy {
  private static final int LITERAL = 0;
  private static final int NEAR_COPY = 1;
  private static final int COPY = 2;

  /** Literals longer than this have their length in the bytes that follow. */
  private static final int SHORT = 60;

  private Snappy() {}

  /** Unpacks into the target, which any excess is an error of; the result is the length. */
  static int unpack(ByteBuffer in, byte[] target) throws IOException {
    int length = length(in);
    if (length < 0 || length > target.length) {
      throw new IOException("a block claims to become " + length + " bytes");
    }
    int at = 0;
    while (in.hasRemaining()) {
      int tag = Byte.toUnsignedInt(in.get());
      int kind = tag & 3;
      if (kind == LITERAL) {
        int more = literal(in, tag >>> 2);
        in.get(target, at, more);
        at += more;
      } else {
        int more = kind == NEAR_COPY ? (tag >>> 2 & 7) + 4 : (tag >>> 2) + 1;
        copy(target, at, distance(in, tag, kind), more);
        at += more;
      }
    }
    if (at != length) {
      throw new IOException("a block becomes " + at + " bytes, not " + length);
    }
    return length;
  }

  private static int length(ByteBuffer in) {
    int length = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      length |= (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return length;
  }

  private static int literal(ByteBuffer in, int tag) {
    return (tag < SHORT ? tag : number(in, tag - SHORT + 1)) + 1;
  }

  private static int distance(ByteBuffer in, int tag, int kind) {
    return kind == NEAR_COPY
        ? (tag >>> 5) << 8 | Byte.toUnsignedInt(in.get())
        : number(in, kind == COPY ? Short.BYTES : Integer.BYTES);
  }

  private static int number(ByteBuffer in, int bytes) {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= Byte.toUnsignedInt(in.get()) << 8 * i;
    }
    return number;
  }

  /** Byte by byte, because a copy may run into what it writes. */
  private static void copy(byte[] target, int at, int distance, int length) throws IOException {
    if (distance <= 0 || distance > at) {
      throw new IOException("a copy begins before the block");
    }
    for (int i = at; i < at + length; i++) {
      target[i] = target[i - distance];
    }
  }
}
