package dev.tadashi.formats.parquet;

import com.github.luben.zstd.Zstd;
import dev.tadashi.engine.memory.Buffers;
import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.storage.ObjectWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** Writes pages and counts bytes: where the next one lies, and how large they were. */
final class PageWriter {
  /** The fastest of zstd's usual levels: what is written is read from memory, and rarely again. */
  private static final int LEVEL = 1;

  private static final int STEP = 1 << 24;

  private final ObjectWriter out;
  private final BufferAllocator allocator;
  private long position;
  private long unpacked;

  PageWriter(ObjectWriter out, BufferAllocator allocator) {
    this.out = out;
    this.allocator = allocator;
  }

  long position() {
    return position;
  }

  /** Bytes of all pages before they were compressed. */
  long unpacked() {
    return unpacked;
  }

  void write(byte[] bytes) {
    out.write(ByteBuffer.wrap(bytes));
    position += bytes.length;
    unpacked += bytes.length;
  }

  private void write(long address, long bytes) {
    for (long done = 0; done < bytes; done += STEP) {
      out.write(Memory.view(address + done, (int) Math.min(STEP, bytes - done)));
    }
    position += bytes;
  }

  /** Writes the values of a dictionary. */
  void dictionary(GrowBuffer values, int size, CompressionCodec codec) {
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
    header.setDictionary_page_header(new DictionaryPageHeader(size, Encoding.PLAIN));
    page(header, values, codec);
  }

  /** Writes a page of so many rows. */
  void data(GrowBuffer body, int rows, Encoding encoding, CompressionCodec codec) {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
    header.setData_page_header(new DataPageHeader(rows, encoding, Encoding.RLE, Encoding.RLE));
    page(header, body, codec);
  }

  private void page(PageHeader header, GrowBuffer body, CompressionCodec codec) {
    header.setUncompressed_page_size(Math.toIntExact(body.size()));
    if (codec == CompressionCodec.UNCOMPRESSED) {
      header.setCompressed_page_size(Math.toIntExact(body.size()));
      head(header);
      write(body.address(), body.size());
    } else {
      try (ArrowBuf packed = Buffers.allocate(allocator, Zstd.compressBound(body.size()))) {
        long size =
            Zstd.compressUnsafe(
                packed.memoryAddress(), packed.capacity(), body.address(), body.size(), LEVEL);
        if (Zstd.isError(size)) {
          throw new IllegalStateException("zstd: " + Zstd.getErrorName(size));
        }
        header.setCompressed_page_size(Math.toIntExact(size));
        head(header);
        write(packed.memoryAddress(), size);
      }
    }
    unpacked += body.size();
  }

  private void head(PageHeader header) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Util.writePageHeader(header, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(bytes.toByteArray());
  }
}
