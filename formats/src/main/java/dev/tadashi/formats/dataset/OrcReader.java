package dev.tadashi.formats.dataset;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.FileSchema;
import dev.tadashi.formats.spi.FormatReader;
import dev.tadashi.formats.spi.LocalCopy;
import dev.tadashi.formats.spi.RowSink;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Reads ORC files, each as one unit: in place when it is local, else from a local copy that is
 * deleted before the read returns.
 */
public final class OrcReader implements FormatReader {
  private static final byte[] MAGIC = "ORC".getBytes(StandardCharsets.US_ASCII);

  private final BufferAllocator allocator;
  private final Path scratch;

  /**
   * @param scratch folder for short-lived local copies
   */
  public OrcReader(BufferAllocator allocator, Path scratch) {
    this.allocator = allocator;
    this.scratch = scratch;
  }

  private interface Use<T> {
    T on(NativeFile file, Path path) throws IOException;
  }

  @Override
  public FileInfo inspect(ObjectStore store, TableFile file) {
    long rows = footer(store, file).rows();
    return withLocal(
        store,
        file,
        (opened, path) -> {
          RowGroupInfo all = new RowGroupInfo(rows, file.size());
          return new FileInfo(file, FileSchema.of(file, opened.schema()), List.of(all));
        });
  }

  @Override
  public void read(ObjectStore store, FileSlice slice, List<Field> columns, RowSink sink) {
    footer(store, FileErrors.file(slice));
    Set<String> wanted = new HashSet<>(columns.stream().map(Field::name).toList());
    withLocal(
        store,
        FileErrors.file(slice),
        (opened, path) -> {
          List<String> present =
              opened.schema().getFields().stream()
                  .map(field -> field.getName())
                  .filter(wanted::contains)
                  .toList();
          if (present.isEmpty()) {
            NativeRows.withoutColumns(slice, sink);
          } else {
            new NativeRows(allocator, store, FileFormat.ORC).read(path, slice, present, sink);
          }
          return present;
        });
  }

  private <T> T withLocal(ObjectStore store, TableFile file, Use<T> use) {
    try (LocalCopy local = LocalCopy.whole(store, file, scratch)) {
      return open(store, file, local.path(), use);
    }
  }

  private <T> T open(ObjectStore store, TableFile file, Path path, Use<T> use) {
    try (NativeFile opened = new NativeFile(allocator, FileFormat.ORC, path)) {
      return use.on(opened, path);
    } catch (IOException e) {
      throw FileErrors.unreadable(store, file, e);
    }
  }

  /** Checked, so that native code may see the file. */
  private static OrcFooter footer(ObjectStore store, TableFile file) {
    requireMagic(store, file);
    return OrcFooter.read(store, file);
  }

  private static void requireMagic(ObjectStore store, TableFile file) {
    byte[] head = new byte[(int) Math.min(MAGIC.length, file.size())];
    store.read(file, 0, ByteBuffer.wrap(head));
    if (!Arrays.equals(head, MAGIC)) {
      throw FileErrors.corrupt(file, "it does not start as an ORC file does");
    }
  }
}
