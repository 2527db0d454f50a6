package dev.tadashi.server.managed;

import dev.tadashi.catalog.IngestRecord;
import dev.tadashi.catalog.ManagedCatalog;
import dev.tadashi.catalog.PointerRecord;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.table.TableName;
import dev.tadashi.tables.Ingested;
import dev.tadashi.tables.TablePointers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The pointers of managed tables, in the catalog. */
final class CatalogPointers implements TablePointers {
  private final ManagedCatalog catalog;
  private final InstantSource clock;

  CatalogPointers(ManagedCatalog catalog, InstantSource clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public Optional<String> current(TableName table) {
    return catalog.pointer(table).flatMap(there -> Optional.ofNullable(there.metadata()));
  }

  @Override
  public boolean swap(
      TableName table,
      Optional<String> expected,
      Optional<String> next,
      long snapshot,
      List<Ingested> writes) {
    Instant now = clock.instant();
    return catalog.swap(
        expected,
        new PointerRecord(table, next.orElse(null), now),
        writes.stream().map(write -> record(table, snapshot, write, now)).toList());
  }

  static IngestRecord record(TableName table, long snapshot, Ingested write, Instant at) {
    IngestResult result =
        new IngestResult(table, write.rows(), write.bytes(), write.files(), snapshot, false);
    return new IngestRecord(write.id(), write.request(), write.content(), result, at);
  }
}
