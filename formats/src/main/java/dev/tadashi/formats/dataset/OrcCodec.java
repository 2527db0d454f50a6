package dev.tadashi.formats.dataset;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Factory;

/** How the parts of an ORC file are packed: in blocks, each with a header of three bytes. */
enum OrcCodec {
  NONE,
  ZLIB,
  SNAPPY,
  LZO,
  LZ4,
  ZSTD;

  static final int USUAL_BLOCK = 256 << 10;

  private static final int HEADER = 3;
  private static final int MAX_BLOCK = 16 << 20;

  /** All that is unpacked is small: footers. */
  private static final int MAX_BYTES = 64 << 20;

  static OrcCodec of(int number) throws IOException {
    if (number >= values().length) {
      throw new IOException("compression " + number + " is not known");
    }
    return values()[number];
  }

  /**
   * The bytes that these stand for.
   *
   * @param block bytes of a block at most, as the file claims
   */
  ByteBuffer unpack(ByteBuffer packed, int block) throws IOException {
    if (this == NONE) {
      return packed;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (packed.hasRemaining()) {
      all.writeBytes(nextBlock(packed, Math.min(block, MAX_BLOCK)));
      if (all.size() > MAX_BYTES) {
        throw new IOException("it becomes more than " + MAX_BYTES + " bytes");
      }
    }
    return ByteBuffer.wrap(all.toByteArray());
  }

  private byte[] nextBlock(ByteBuffer packed, int most) throws IOException {
    if (packed.remaining() < HEADER) {
      throw new IOException("a block has no header");
    }
    int header =
        Byte.toUnsignedInt(packed.get())
            | Byte.toUnsignedInt(packed.get()) << 8
            | Byte.toUnsignedInt(packed.get()) << 16;
    int length = header >>> 1;
    if (length > packed.remaining()) {
      throw new IOException("a block claims " + length + " bytes of " + packed.remaining());
    }
    byte[] bytes = new byte[length];
    packed.get(bytes);
    boolean asItIs = (header & 1) == 1;
    return asItIs ? bytes : unpacked(bytes, most);
  }

  private byte[] unpacked(byte[] bytes, int most) throws IOException {
    byte[] target = new byte[most];
    try {
      int length =
          switch (this) {
            case NONE -> throw new IllegalStateException("nothing is packed");
            case ZLIB -> inflate(bytes, target);
            case SNAPPY -> Snappy.unpack(ByteBuffer.wrap(bytes), target);
            case LZO -> throw new IOException("LZO is not read");
            case LZ4 -> LZ4Factory.safeInstance().safeDecompressor().decompress(bytes, target);
            case ZSTD -> Math.toIntExact(Zstd.decompress(target, bytes));
          };
      return Arrays.copyOf(target, length);
    } catch (DataFormatException | RuntimeException e) {
      throw new IOException("a block is damaged", e);
    }
  }

  private static int inflate(byte[] bytes, byte[] target) throws DataFormatException {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(bytes);
      return inflater.inflate(target);
    }
  }
}
