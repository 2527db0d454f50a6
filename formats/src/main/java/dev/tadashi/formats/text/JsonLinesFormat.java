package dev.tadashi.formats.text;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.FormatReader;
import dev.tadashi.formats.spi.RowSink;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** JSON lines: an object in each line. */
public final class JsonLinesFormat implements FormatReader {
  private static final long GROUP_BYTES = 8 << 20;

  private final BufferAllocator allocator;
  private final long groupBytes;

  public JsonLinesFormat(BufferAllocator allocator) {
    this(allocator, GROUP_BYTES);
  }

  JsonLinesFormat(BufferAllocator allocator, long groupBytes) {
    this.allocator = allocator;
    this.groupBytes = groupBytes;
  }

  @Override
  public FileInfo inspect(ObjectStore store, TableFile file) {
    TextFile text = new TextFile(store, file);
    JsonInference inference = new JsonInference(file);
    try (InputStream in = text.open()) {
      LineBlocks blocks = new LineBlocks(file, in, groupBytes);
      JsonObjects objects = new JsonObjects(file, inference);
      List<RowGroupInfo> groups = groups(text, blocks, objects);
      return new FileInfo(file, inference.schema(), groups);
    } catch (IOException e) {
      throw text.failed(e);
    }
  }

  /** A plain file is cut between blocks. */
  private List<RowGroupInfo> groups(TextFile text, LineBlocks blocks, JsonObjects objects)
      throws IOException {
    List<RowGroupInfo> groups = new ArrayList<>();
    long left = text.file().size();
    long bytes = text.markLength();
    long rows = 0;
    while (blocks.next()) {
      if (text.isPlain() && bytes >= groupBytes) {
        groups.add(new RowGroupInfo(rows, bytes));
        left -= bytes;
        bytes = 0;
        rows = 0;
      }
      rows += objects.read(blocks);
      bytes += blocks.length();
    }
    groups.add(new RowGroupInfo(rows, left));
    return groups;
  }

  @Override
  public void read(ObjectStore store, FileSlice slice, List<Field> columns, RowSink sink) {
    TextFile text = new TextFile(store, FileErrors.file(slice));
    try (InputStream in = text.open(slice.offset(), slice.offset() + slice.bytes());
        TextRows rows = new TextRows(allocator, columns, sink)) {
      LineBlocks blocks = new LineBlocks(text.file(), in, groupBytes);
      JsonObjects objects = new JsonObjects(text.file(), new JsonValues(text.file(), rows));
      while (blocks.next()) {
        objects.read(blocks);
      }
      rows.end(slice);
    } catch (IOException e) {
      throw text.failed(e);
    }
  }
}
