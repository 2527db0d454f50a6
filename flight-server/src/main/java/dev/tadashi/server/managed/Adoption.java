package dev.tadashi.server.managed;

import dev.tadashi.catalog.IngestRecord;
import dev.tadashi.catalog.ManagedCatalog;
import dev.tadashi.catalog.PointerRecord;
import dev.tadashi.model.table.TableName;
import dev.tadashi.tables.FoundTables;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a catalog know tables that were found in a store. */
record Adoption(ManagedCatalog catalog, String store) {

  TableName name(FoundTables.Found found) {
    return new TableName(store, found.table());
  }

  /** Keeps a table with the writes that it tells of, unless the catalog knows one of that name. */
  boolean keep(FoundTables.Found found) {
    TableName name = name(found);
    Instant now = Instant.now();
    if (catalog.pointer(name).isPresent()) {
      return false;
    }
    List<IngestRecord> writes =
        found.writes().stream()
            .map(told -> CatalogPointers.record(name, told.snapshot(), told.write(), now))
            .toList();
    return catalog.swap(Optional.empty(), new PointerRecord(name, found.metadata(), now), writes);
  }
}
