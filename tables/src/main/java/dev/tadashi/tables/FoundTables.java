package dev.tadashi.tables;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tables of a store that we wrote by what is in it, for when the pointers are lost. The
 * newest metadata of a folder counts; a folder of nothing but dropped tables is told as such. A
 * commit that was cut off between its metadata and its pointer may be found, too: its files are
 * whole, and nobody was told that it failed.
 */
public final class FoundTables implements ObjectVisitor {
  private static final String METADATA = "/metadata";
  private static final String ENDING = ".metadata.json";

  private final Map<String, List<String>> metadata = new TreeMap<>();
  private final Set<String> dropped = new HashSet<>();

  /**
   * A table in a store.
   *
   * @param metadata relative to the store's root; null when it was dropped and its files are left
   * @param writes that its snapshots tell of
   */
  public record Found(
      String table,
      @Nullable String metadata,
      long snapshot,
      long rows,
      List<Snapshots.Told> writes) {}

  /** One of the metadata files of a folder. */
  private record Candidate(String path, TableMetadata table) {}

  private FoundTables() {}

  /** All tables by name, with those that were dropped. */
  public static List<Found> of(ObjectStore store) {
    FoundTables found = new FoundTables();
    store.list("", found);
    List<Found> tables = new ArrayList<>();
    found.metadata.forEach(
        (folder, paths) -> found.newest(store, folder, paths).ifPresent(tables::add));
    return tables;
  }

  private Optional<Found> newest(ObjectStore store, String folder, List<String> paths) {
    StoreFiles files = new StoreFiles(store, folder);
    String location = StoreFiles.location(store, folder);
    List<Candidate> ours =
        paths.stream()
            .map(path -> read(files, location + path.substring(folder.length()), path))
            .filter(each -> TableSchemas.isOurs(each.table()))
            .toList();
    if (!ours.isEmpty() && ours.stream().allMatch(each -> isDropped(each.table()))) {
      return Optional.of(new Found(folder, null, 0, 0, List.of()));
    }
    return ours.stream()
        .filter(each -> !isDropped(each.table()))
        .max(
            Comparator.comparingLong((Candidate each) -> each.table().lastUpdatedMillis())
                .thenComparingInt(each -> PointerOperations.version(each.path())))
        .map(each -> found(folder, each, files));
  }

  private boolean isDropped(TableMetadata table) {
    return dropped.contains(table.uuid());
  }

  private static Candidate read(StoreFiles files, String location, String path) {
    return new Candidate(path, TableMetadataParser.read(files, location));
  }

  private static Found found(String folder, Candidate newest, StoreFiles files) {
    TableMetadata table = newest.table();
    TableContent content = Snapshots.content(table, Snapshots.files(table, files));
    return new Found(
        folder, newest.path(), content.snapshot(), content.rows(), Snapshots.writes(table));
  }

  /** Of a table's folder only that of its metadata is of interest. */
  @Override
  public boolean enter(String folder) {
    return folder.indexOf('/') < 0
        || folder.endsWith(METADATA) && folder.indexOf('/') == folder.lastIndexOf('/');
  }

  @Override
  public void object(TableFile file) {
    String path = file.path();
    int folder = path.indexOf(METADATA + "/");
    if (folder <= 0) {
      return;
    }
    if (path.endsWith(ENDING)) {
      metadata.computeIfAbsent(path.substring(0, folder), f -> new ArrayList<>()).add(path);
    } else if (path.endsWith(DropMarker.ENDING)) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      dropped.add(name.substring(0, name.length() - DropMarker.ENDING.length()));
    }
  }

  @Override
  public void refused(String path, TadashiException why) {
    throw why;
  }
}
