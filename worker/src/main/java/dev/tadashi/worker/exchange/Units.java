package dev.tadashi.worker.exchange;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;

/** Checksums and copies of a unit's bytes. */
final class Units {
  private static final int PIECE = 1 << 20;

  private Units() {}

  static int checksum(ArrowBuf unit, long size) {
    CRC32C crc = new CRC32C();
    for (long at = 0; at < size; at += PIECE) {
      crc.update(unit.nioBuffer(at, (int) Math.min(PIECE, size - at)));
    }
    return (int) crc.getValue();
  }

  static int checksum(byte[] bytes, int from, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, size);
    return (int) crc.getValue();
  }

  /** Bytes {@code from .. from + length} of a unit. */
  static byte[] copy(ArrowBuf unit, long from, int length) {
    byte[] bytes = new byte[length];
    unit.getBytes(from, bytes);
    return bytes;
  }

  static void put(ArrowBuf unit, long at, byte[] bytes) {
    unit.setBytes(at, ByteBuffer.wrap(bytes));
  }
}
