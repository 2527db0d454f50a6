package dev.tadashi.tables;

import dev.tadashi.model.table.WrittenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;

/** What the snapshots of a table name and tell. */
public final class Snapshots {
  private Snapshots() {}

  /** A write as its snapshot tells of it. */
  public record Told(long snapshot, Ingested write) {}

  static TableContent content(TableMetadata table, List<ContentFile> files) {
    Snapshot snapshot = table.currentSnapshot();
    return new TableContent(
        table.uuid(),
        snapshot == null ? 0 : snapshot.snapshotId(),
        table.snapshots().size(),
        TableSchemas.model(table),
        files);
  }

  /** The files of the current snapshot, oldest first. */
  static List<ContentFile> files(TableMetadata table, StoreFiles io) {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return List.of();
    }
    List<DataFile> found = new ArrayList<>();
    snapshot.dataManifests(io).forEach(manifest -> read(manifest, table, io, found));
    found.sort(Comparator.comparing(DataFile::dataSequenceNumber));
    DataFileForm form = new DataFileForm(table.schema(), TableSchemas.model(table));
    return found.stream().map(file -> form.decode(file, io.path(file.location()))).toList();
  }

  private static void read(
      ManifestFile manifest, TableMetadata table, StoreFiles io, List<DataFile> found) {
    try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, io, table.specsById())) {
      reader.forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<ContentFile> of(List<ContentFile> kept, List<WrittenFile> added) {
    List<ContentFile> files = new ArrayList<>(kept);
    added.forEach(file -> files.add(ContentFile.of(file)));
    return files;
  }

  static Set<String> named(TableMetadata table, StoreFiles io) {
    Set<String> named = new HashSet<>();
    named.add(io.path(table.metadataFileLocation()));
    table.previousFiles().forEach(entry -> named.add(io.path(entry.file())));
    Set<String> read = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      named.add(io.path(snapshot.manifestListLocation()));
      for (ManifestFile manifest : snapshot.allManifests(io)) {
        named.add(io.path(manifest.path()));
        if (read.add(manifest.path())) {
          addFiles(manifest, table, io, named);
        }
      }
    }
    return named;
  }

  private static void addFiles(
      ManifestFile manifest, TableMetadata table, StoreFiles io, Set<String> named) {
    try (CloseableIterable<String> paths =
        ManifestFiles.readPaths(manifest, io, table.specsById())) {
      paths.forEach(path -> named.add(io.path(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Told> writes(TableMetadata table) {
    List<Told> writes = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      WriteSummary.read(snapshot.summary())
          .forEach(write -> writes.add(new Told(snapshot.snapshotId(), write)));
    }
    return writes;
  }
}
