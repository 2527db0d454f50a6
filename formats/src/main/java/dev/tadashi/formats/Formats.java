package dev.tadashi.formats;

import dev.tadashi.formats.dataset.OrcReader;
import dev.tadashi.formats.dataset.ParquetReader;
import dev.tadashi.formats.ipc.ArrowIpcReader;
import dev.tadashi.formats.spi.FormatReader;
import dev.tadashi.formats.text.CsvFormat;
import dev.tadashi.formats.text.JsonLinesFormat;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.storage.FileFormat;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;

/** The readers of the formats, by the names that partition records carry. */
record Formats(BufferAllocator allocator, Path scratch) {

  FormatReader reader(String name) {
    FileFormat format =
        FileFormat.named(name)
            .orElseThrow(() ->
                new TadashiException(
                        ErrorCode.UNSUPPORTED, "files of format '" + name + "' cannot be read")
                    .hint("this worker may be older than the control plane"));
    return switch (format) {
      case PARQUET -> new ParquetReader(allocator, scratch);
      case ORC -> new OrcReader(allocator, scratch);
      case ARROW -> new ArrowIpcReader(allocator);
      case CSV -> new CsvFormat(allocator, scratch);
      case JSON -> new JsonLinesFormat(allocator);
    };
  }
}
