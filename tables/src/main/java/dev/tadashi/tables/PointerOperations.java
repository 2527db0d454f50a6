package dev.tadashi.tables;

import dev.tadashi.model.table.TableName;
import dev.tadashi.storage.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * How Iceberg commits one change of a table here: the metadata is a new file, and what counts is
 * the pointer, which is swapped together with what was written.
 */
final class PointerOperations implements TableOperations {
  private final TablePointers pointers;
  private final TableName name;
  private final StoreFiles files;
  private final String location;
  private final List<Ingested> writes;
  private @Nullable TableMetadata current;

  /**
   * @param writes that the commit is of
   * @param current what is known of the table
   */
  PointerOperations(
      TablePointers pointers,
      ObjectStore store,
      TableName name,
      List<Ingested> writes,
      @Nullable TableMetadata current) {
    this.pointers = pointers;
    this.name = name;
    this.files = new StoreFiles(store, name.table());
    this.location = StoreFiles.location(store, name.table());
    this.writes = writes;
    this.current = current;
  }

  String location() {
    return location;
  }

  /** Where a path below the store's root is. */
  String location(String path) {
    return location + path.substring(name.table().length());
  }

  List<Ingested> writes() {
    return writes;
  }

  StoreFiles files() {
    return files;
  }

  @Override
  public @Nullable TableMetadata current() {
    return current;
  }

  @Override
  public @Nullable TableMetadata refresh() {
    current = pointers.current(name).map(this::read).orElse(null);
    return current;
  }

  private TableMetadata read(String path) {
    TableMetadata known = current;
    String wanted = location + path.substring(name.table().length());
    return known != null && wanted.equals(known.metadataFileLocation())
        ? known
        : TableMetadataParser.read(files, wanted);
  }

  @Override
  public void commit(@Nullable TableMetadata base, TableMetadata next) {
    Optional<String> expected =
        Optional.ofNullable(base).map(before -> files.path(before.metadataFileLocation()));
    String file =
        metadataFileLocation(
            "%05d-%s.metadata.json"
                .formatted(
                    expected.map(PointerOperations::version).orElse(-1) + 1, UUID.randomUUID()));
    TableMetadataParser.write(next, files.newOutputFile(file));
    Snapshot snapshot = next.currentSnapshot();
    boolean won =
        pointers.swap(
            name,
            expected,
            Optional.of(files.path(file)),
            snapshot == null ? 0 : snapshot.snapshotId(),
            writes);
    if (!won) {
      files.deleteFile(file);
      throw new CommitFailedException("the table %s was changed meanwhile", name);
    }
    current = TableMetadata.buildFrom(next).discardChanges().withMetadataLocation(file).build();
  }

  /** The number that a metadata file's name begins with. */
  static int version(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    return Integer.parseInt(file.substring(0, file.indexOf('-')));
  }

  @Override
  public FileIO io() {
    return files;
  }

  @Override
  public String metadataFileLocation(String file) {
    return location + "/metadata/" + file;
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(location, java.util.Map.of());
  }
}
