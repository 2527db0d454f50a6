package dev.tadashi.server.managed;

import dev.tadashi.catalog.Catalog;
import dev.tadashi.catalog.IngestRecord;
import dev.tadashi.catalog.ManagedCatalog;
import dev.tadashi.catalog.PointerRecord;
import dev.tadashi.model.table.TableName;
import dev.tadashi.server.base.ServerConfig;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.tables.FoundTables;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes a lost catalog know the tables that are in the store main. Tables that the catalog knows,
 * or knows to be dropped, stay as they are. No control plane may run meanwhile.
 */
public final class Recovery {
  private final ManagedCatalog catalog;
  private final PrintStream out;

  private Recovery(ManagedCatalog catalog, PrintStream out) {
    this.catalog = catalog;
    this.out = out;
  }

  /** Recovers and tells of each table. */
  public static void run(ServerConfig config, PrintStream out) {
    try (Catalog catalog = Catalog.open(config.dataDir().resolve("catalog"));
        WritableStores stores =
            WritableStores.open(config.managed().storeRoot(), config.dataDir())) {
      Recovery recovery = new Recovery(catalog.managed(), out);
      WritableStore main = stores.require(SqlCatalog.MAIN);
      out.println("looking for tables in " + main.record().uri());
      List<FoundTables.Found> found = FoundTables.of(main.files());
      found.forEach(recovery::keep);
      out.println(found.size() + (found.size() == 1 ? " table" : " tables"));
    }
  }

  private void keep(FoundTables.Found found) {
    TableName name = new TableName(SqlCatalog.MAIN, found.table());
    Instant now = Instant.now();
    if (catalog.pointer(name).isPresent()) {
      out.println(name + ": known to the catalog, left as it is");
      return;
    }
    List<IngestRecord> writes =
        found.writes().stream()
            .map(told -> CatalogPointers.record(name, told.snapshot(), told.write(), now))
            .toList();
    catalog.swap(Optional.empty(), new PointerRecord(name, found.metadata(), now), writes);
    out.printf("%s: recovered, %d rows, snapshot %d%n", name, found.rows(), found.snapshot());
  }
}
