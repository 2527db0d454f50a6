package dev.tadashi.server.managed;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.storage.FileFormat;
import dev.tadashi.storage.PartitionCutter;
import dev.tadashi.tables.ContentFile;
import dev.tadashi.tables.TableContent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the registry what tables are now: each file is a partition. */
final class Publisher {
  private static final String FORMAT = FileFormat.PARQUET.text();

  private final TableRegistry registry;
  private final WritableStore store;
  private final InstantSource clock;
  private final Consumer<List<PartitionRef>> gone;

  /**
   * @param gone takes partitions that are no longer in a table
   */
  Publisher(
      TableRegistry registry,
      WritableStore store,
      InstantSource clock,
      Consumer<List<PartitionRef>> gone) {
    this.registry = registry;
    this.store = store;
    this.clock = clock;
    this.gone = gone;
  }

  /** A table as it was found; its files' identities are looked up in the store. */
  void restore(TableName name, TableContent content) {
    Map<String, TableFile> files = new HashMap<>();
    FolderFiles.of(store.files(), name.table() + "/data")
        .forEach(file -> files.put(file.path(), file));
    publish(name, content, files, Map.of());
  }

  /** A table after a change that wrote these files. */
  void publish(TableName name, TableContent content, List<WrittenFile> written) {
    Map<String, TableFile> files = new HashMap<>();
    Map<String, PartitionStatistics> statistics = new HashMap<>();
    registry
        .find(name)
        .ifPresent(before -> {
          before.record().files().forEach(file -> files.put(file.path(), file));
          statistics.putAll(before.statistics());
        });
    written.forEach(
        file -> files.put(file.path(), new TableFile(file.path(), file.size(), file.etag())));
    publish(name, content, files, statistics);
  }

  private void publish(
      TableName name,
      TableContent content,
      Map<String, TableFile> files,
      Map<String, PartitionStatistics> known) {
    List<TableFile> listed = new ArrayList<>();
    List<PartitionRef> partitions = new ArrayList<>();
    Map<String, PartitionStatistics> statistics = new HashMap<>();
    for (ContentFile file : content.files()) {
      @Nullable TableFile found = files.get(file.path());
      if (found == null) {
        publish(failed(name, content, missing(file)), List.of(), Map.of());
        return;
      }
      listed.add(found);
      if (file.rows() > 0) {
        PartitionRef partition = partition(name, found, file);
        partitions.add(partition);
        @Nullable PartitionStatistics more = known.get(partition.id());
        statistics.put(
            partition.id(),
            more == null
                ? new PartitionStatistics(name, partition.id(), file.rows(), file.columns())
                : more);
      }
    }
    publish(ready(name, content, listed), partitions, statistics);
  }

  private PartitionRef partition(TableName name, TableFile found, ContentFile file) {
    StoreLocation at = store.record().location();
    return PartitionCutter.whole(name, at, FORMAT, found, file.rowGroups(), file.rows());
  }

  private void publish(
      TableRecord table,
      List<PartitionRef> partitions,
      Map<String, PartitionStatistics> statistics) {
    List<PartitionRef> before = partitions(table.name());
    registry.publishManaged(new StoredTable(table, partitions, statistics));
    Set<PartitionRef> still = new HashSet<>(partitions);
    List<PartitionRef> left = before.stream().filter(each -> !still.contains(each)).toList();
    if (!left.isEmpty()) {
      gone.accept(left);
    }
  }

  void remove(TableName name) {
    if (!registry.isManaged(name)) {
      return;
    }
    List<PartitionRef> before = partitions(name);
    registry.removeManaged(name);
    if (!before.isEmpty()) {
      gone.accept(before);
    }
  }

  /** A table that could not be read. */
  static void fail(TableRegistry registry, TableName name, ErrorDetail why, Instant now) {
    registry.publishManaged(
        new StoredTable(
            new TableRecord(name, FORMAT, TableState.FAILED, List.of(), null, 0, 0, why, now),
            List.of(),
            Map.of()));
  }

  private List<PartitionRef> partitions(TableName name) {
    return registry.find(name).map(StoredTable::partitions).orElse(List.of());
  }

  private TableRecord ready(TableName name, TableContent content, List<TableFile> files) {
    return new TableRecord(
        name,
        FORMAT,
        TableState.READY,
        files,
        content.schema(),
        content.rows(),
        files.stream().mapToLong(TableFile::size).sum(),
        null,
        clock.instant());
  }

  private TableRecord failed(TableName name, TableContent content, TadashiException why) {
    return new TableRecord(
        name,
        FORMAT,
        TableState.FAILED,
        List.of(),
        content.schema(),
        0,
        0,
        why.detail(),
        clock.instant());
  }

  private static TadashiException missing(ContentFile file) {
    return new TadashiException(ErrorCode.FILE_NOT_FOUND, "'" + file.path() + "' is not there")
        .at("file", file.path())
        .hint("bring it back into the object store; the table is looked at again by itself");
  }
}
