package dev.tadashi.tables;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.Schema;
import dev.tadashi.storage.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/**
 * One table of a store, whether it is there or not. Each change is one commit: when it returns, it
 * is durable; when it fails, nothing has changed, unless the failure is one of the store or of the
 * pointers, after which the table is opened again. For one thread at a time.
 */
public final class IcebergTable {
  private static final MetricsReporter NO_REPORT = report -> {};

  private final TablePointers pointers;
  private final ObjectStore store;
  private final TableName name;
  private @Nullable TableMetadata metadata;
  private @Nullable TableContent content;

  private IcebergTable(TablePointers pointers, ObjectStore store, TableName name) {
    this.pointers = pointers;
    this.store = store;
    this.name = name;
  }

  /** The table as it is now. */
  public static IcebergTable open(TablePointers pointers, ObjectStore store, TableName name) {
    IcebergTable table = new IcebergTable(pointers, store, name);
    PointerOperations there = new PointerOperations(pointers, store, name, List.of(), null);
    TableMetadata now = there.refresh();
    if (now != null) {
      table.metadata = now;
      table.content = Snapshots.content(now, Snapshots.files(now, there.files()));
    }
    return table;
  }

  /** What is in it; empty when it is not there. */
  public Optional<TableContent> content() {
    return Optional.ofNullable(content);
  }

  /** Makes the table with its first files; TABLE_EXISTS when it is there. */
  public TableContent create(Schema stored, List<WrittenFile> files, List<Ingested> writes) {
    if (metadata != null) {
      throw new TadashiException(ErrorCode.TABLE_EXISTS, "there is a table '" + name + "' already")
          .at("table", name.toString());
    }
    PointerOperations operations = operations(writes);
    Transaction making =
        Transactions.createTableTransaction(
            name.toString(),
            operations,
            TableSchemas.first(stored, operations.location()),
            NO_REPORT);
    return whole(making, operations, stored, files);
  }

  /** Puts other columns and rows in the place of the table's. */
  public TableContent replace(Schema stored, List<WrittenFile> files, List<Ingested> writes) {
    PointerOperations operations = operations(writes);
    Transaction replacing =
        Transactions.replaceTableTransaction(
            name.toString(), operations, TableSchemas.next(there(), stored), NO_REPORT);
    return whole(replacing, operations, stored, files);
  }

  private TableContent whole(
      Transaction change, PointerOperations operations, Schema stored, List<WrittenFile> files) {
    DataFileForm form = new DataFileForm(change.table().schema(), stored);
    AppendFiles append = change.newAppend();
    encoded(form, operations, files).forEach(append::appendFile);
    return commit(
        operations,
        Snapshots.of(List.of(), files),
        () -> {
          summarized(append, operations).commit();
          change.commitTransaction();
        });
  }

  /** Adds files, of any number of writes, to a table that is there. */
  public TableContent append(List<WrittenFile> files, List<Ingested> writes) {
    PointerOperations operations = operations(writes);
    AppendFiles append = table(operations).newAppend();
    encoded(form(), operations, files).forEach(append::appendFile);
    return commit(
        operations, Snapshots.of(files(), files), () -> summarized(append, operations).commit());
  }

  /**
   * Puts files in the place of others; WRITE_CONFLICT when one of these is not there.
   *
   * @param sameRows whether the rows are the same, only in other files
   */
  public TableContent rewrite(
      Set<String> removed, List<WrittenFile> files, boolean sameRows, List<Ingested> writes) {
    List<ContentFile> left = new ArrayList<>(files());
    left.removeIf(file -> removed.contains(file.path()));
    if (files().size() - left.size() != removed.size()) {
      throw conflict(new IllegalStateException("files to be replaced are not in it"));
    }
    PointerOperations operations = operations(writes);
    List<DataFile> gone =
        files().stream()
            .filter(file -> removed.contains(file.path()))
            .map(file -> DataFileForm.named(file, operations.location(file.path())))
            .toList();
    // Older snapshots may have expired, and there is nothing to look for in them.
    long now = present().snapshot();
    SnapshotUpdate<?> change =
        sameRows
            ? rewriting(
                table(operations).newRewrite().validateFromSnapshot(now),
                gone,
                encoded(form(), operations, files))
            : overwriting(
                table(operations).newOverwrite(), gone, encoded(form(), operations, files));
    return commit(
        operations, Snapshots.of(left, files), () -> summarized(change, operations).commit());
  }

  private static RewriteFiles rewriting(
      RewriteFiles change, List<DataFile> gone, List<DataFile> added) {
    gone.forEach(change::deleteFile);
    added.forEach(change::addFile);
    return change;
  }

  private static OverwriteFiles overwriting(
      OverwriteFiles change, List<DataFile> gone, List<DataFile> added) {
    gone.forEach(change::deleteFile);
    added.forEach(change::addFile);
    return change;
  }

  /** Removes all rows. */
  public TableContent truncate(List<Ingested> writes) {
    PointerOperations operations = operations(writes);
    SnapshotUpdate<?> change =
        table(operations).newDelete().deleteFromRowFilter(Expressions.alwaysTrue());
    return commit(operations, List.of(), () -> summarized(change, operations).commit());
  }

  /** Removes the table for good; its files stay. */
  public void drop() {
    PointerOperations operations = operations(List.of());
    String last = operations.files().path(there().metadataFileLocation());
    DropMarker.write(store, name, there().uuid());
    if (!pointers.swap(name, Optional.of(last), Optional.empty(), 0, List.of())) {
      throw conflict(new IllegalStateException("it is another now"));
    }
    metadata = null;
    content = null;
  }

  /** Forgets older snapshots, and all but the newest few; files stay. */
  public TableContent expire(Instant before, int newest) {
    List<Snapshot> kept = there().snapshots();
    long oldest =
        Math.max(
            before.toEpochMilli(),
            kept.size() <= newest ? 0 : kept.get(kept.size() - newest).timestampMillis());
    if (kept.size() <= 1 || kept.getFirst().timestampMillis() >= oldest) {
      return present();
    }
    PointerOperations operations = operations(List.of());
    ExpireSnapshots expiry =
        table(operations).expireSnapshots().expireOlderThan(oldest).retainLast(1);
    return commit(operations, files(), () -> expiry.cleanExpiredFiles(false).commit());
  }

  /** All files that the table's snapshots name, of data and of metadata. */
  public Set<String> named() {
    return Snapshots.named(there(), operations(List.of()).files());
  }

  /** The writes that the table's snapshots tell of, with the snapshot of each. */
  public List<Snapshots.Told> writes() {
    return Snapshots.writes(there());
  }

  private TableContent commit(
      PointerOperations operations, List<ContentFile> files, Runnable change) {
    try {
      change.run();
    } catch (ValidationException | CommitFailedException e) {
      throw conflict(e);
    }
    TableMetadata now = java.util.Objects.requireNonNull(operations.current());
    TableContent next = Snapshots.content(now, files);
    metadata = now;
    content = next;
    return next;
  }

  private static SnapshotUpdate<?> summarized(
      SnapshotUpdate<?> change, PointerOperations operations) {
    WriteSummary.write(operations.writes(), change::set);
    return change;
  }

  private static List<DataFile> encoded(
      DataFileForm form, PointerOperations operations, List<WrittenFile> files) {
    return files.stream().map(file -> form.encode(file, operations.location(file.path()))).toList();
  }

  private PointerOperations operations(List<Ingested> writes) {
    return new PointerOperations(pointers, store, name, writes, metadata);
  }

  private BaseTable table(PointerOperations operations) {
    there();
    return new BaseTable(operations, name.toString(), NO_REPORT);
  }

  private DataFileForm form() {
    return new DataFileForm(there().schema(), present().schema());
  }

  private List<ContentFile> files() {
    return present().files();
  }

  private TableMetadata there() {
    TableMetadata there = metadata;
    if (there == null) {
      throw new TadashiException(ErrorCode.UNKNOWN_TABLE, "there is no table '" + name + "'")
          .at("table", name.toString());
    }
    return there;
  }

  private TableContent present() {
    there();
    return java.util.Objects.requireNonNull(content);
  }

  private TadashiException conflict(Throwable why) {
    return new TadashiException(
            ErrorCode.WRITE_CONFLICT,
            "the table '%s' was changed by another meanwhile: %s".formatted(name, why.getMessage()),
            why)
        .at("table", name.toString())
        .hint("read it again and write again");
  }
}
