package dev.tadashi.formats;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.storage.IoErrors;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Finds out what is in a file: its schema as the reader will hand it out, and its row groups. Reads
 * the footer only. Safe for use by many threads.
 */
public final class FileInspector {
  /** A row group is never cut, and a partition has at most so many rows. */
  private static final long MAX_ROWS = 1L << 30;

  private final BufferAllocator allocator;
  private final Path scratch;

  /**
   * @param scratch folder for short-lived local copies of remote footers
   */
  public FileInspector(BufferAllocator allocator, Path scratch) {
    this.allocator = allocator;
    this.scratch = scratch;
  }

  /** Describes the file, or fails with an error that names it and, where it is one, the column. */
  public FileInfo inspect(ObjectStore store, String format, TableFile file) {
    return switch (Formats.require(format)) {
      case PARQUET -> inspectParquet(store, file);
    };
  }

  private FileInfo inspectParquet(ObjectStore store, TableFile file) {
    ParquetFooter footer = ParquetFooter.read(store, file);
    List<RowGroupInfo> groups = footer.rowGroups();
    if (groups.stream().anyMatch(group -> group.rows() > MAX_ROWS)) {
      throw new TadashiException(
              ErrorCode.UNSUPPORTED, "'" + file.path() + "' has a row group of over 2^30 rows")
          .at("file", file.path())
          .hint("write it with smaller row groups");
    }
    Schema schema = toSchema(file, arrowSchema(store, footer));
    return new FileInfo(file, schema, groups);
  }

  private org.apache.arrow.vector.types.pojo.Schema arrowSchema(
      ObjectStore store, ParquetFooter footer) {
    TableFile file = footer.file();
    Optional<Path> inPlace = store.localPath(file);
    if (inPlace.isPresent()) {
      org.apache.arrow.vector.types.pojo.Schema schema = arrowSchema(file, inPlace.get());
      store.verify(file);
      return schema;
    }
    Path copy = SlicedCopy.ofFooter(allocator, footer).write(store, scratch, Set.of());
    try {
      return arrowSchema(file, copy);
    } finally {
      delete(copy, file.path());
    }
  }

  static void delete(Path copy, String shown) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      throw IoErrors.of(e, shown);
    }
  }

  private org.apache.arrow.vector.types.pojo.Schema arrowSchema(TableFile file, Path path) {
    try (NativeFile opened = new NativeFile(allocator, path)) {
      return opened.schema();
    } catch (IOException e) {
      throw ParquetFooter.corrupt(file, SliceReader.firstLine(e), e);
    }
  }

  private static Schema toSchema(TableFile file, org.apache.arrow.vector.types.pojo.Schema arrow) {
    return new Schema(arrow.getFields().stream().map(field -> toField(file, field)).toList());
  }

  private static Field toField(TableFile file, org.apache.arrow.vector.types.pojo.Field field) {
    try {
      return ArrowTypes.toField(decoded(field));
    } catch (TadashiException e) {
      throw e.at("file", file.path());
    }
  }

  /** A dictionary is a way to store a column, its values are of the type that counts. */
  static org.apache.arrow.vector.types.pojo.Field decoded(
      org.apache.arrow.vector.types.pojo.Field field) {
    if (field.getDictionary() == null) {
      return field;
    }
    FieldType type = new FieldType(field.isNullable(), field.getType(), null);
    return new org.apache.arrow.vector.types.pojo.Field(field.getName(), type, List.of());
  }
}
