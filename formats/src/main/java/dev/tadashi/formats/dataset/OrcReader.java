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
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;

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
    return withLocal(
        store,
        file,
        (opened, path) -> {
          Schema schema = opened.schema();
          RowGroupInfo all = new RowGroupInfo(rows(opened, schema), file.size());
          return new FileInfo(file, FileSchema.of(file, schema), List.of(all));
        });
  }

  /** The footer's count is out of reach from here; reading one narrow column counts the rows. */
  private static long rows(NativeFile file, Schema schema) throws IOException {
    long[] rows = {0};
    Optional<String> narrow =
        schema.getFields().stream()
            .filter(field -> field.getType() instanceof ArrowType.Bool || isNumber(field.getType()))
            .map(field -> field.getName())
            .findFirst();
    List<String> columns =
        narrow.isPresent() || schema.getFields().isEmpty()
            ? narrow.stream().toList()
            : List.of(schema.getFields().getFirst().getName());
    file.scan(columns, reader -> rows[0] += reader.getVectorSchemaRoot().getRowCount());
    return rows[0];
  }

  private static boolean isNumber(ArrowType type) {
    return type instanceof ArrowType.Int || type instanceof ArrowType.FloatingPoint;
  }

  @Override
  public void read(ObjectStore store, FileSlice slice, List<Field> columns, RowSink sink) {
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
    requireMagic(store, file);
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

  private static void requireMagic(ObjectStore store, TableFile file) {
    byte[] head = new byte[(int) Math.min(MAGIC.length, file.size())];
    store.read(file, 0, ByteBuffer.wrap(head));
    if (!Arrays.equals(head, MAGIC)) {
      throw FileErrors.corrupt(file, "it does not start as an ORC file does");
    }
  }
}
