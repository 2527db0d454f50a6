package dev.tadashi.server.managed;

import dev.tadashi.catalog.Catalog;
import dev.tadashi.catalog.ManagedCatalog;
import dev.tadashi.server.base.ServerConfig;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.storage.StorageConfig;
import dev.tadashi.tables.FoundTables;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a lost catalog know the tables that are in the store main, and in the writable stores that
 * it still knows. Tables that the catalog knows, or knows to be dropped, stay as they are. No
 * control plane may run meanwhile.
 */
public final class Recovery {
  private final WritableStores stores;
  private final ManagedCatalog catalog;
  private final PrintStream out;

  private Recovery(WritableStores stores, ManagedCatalog catalog, PrintStream out) {
    this.stores = stores;
    this.catalog = catalog;
    this.out = out;
  }

  /** Recovers and tells of each table. */
  public static void run(ServerConfig config, PrintStream out) {
    StorageConfig storage = new StorageConfig(config.stores().fileRoot());
    try (Catalog catalog = Catalog.open(config.dataDir().resolve("catalog"));
        WritableStores stores =
            WritableStores.open(
                config.managed().storeRoot(),
                config.dataDir(),
                () -> catalog.stores().all(),
                storage)) {
      Recovery recovery = new Recovery(stores, catalog.managed(), out);
      Set<String> names = new TreeSet<>(stores.names());
      names.add(SqlCatalog.MAIN);
      names.forEach(recovery::recover);
    }
  }

  private void recover(String name) {
    WritableStore store = stores.require(name);
    out.println("looking for tables in " + store.record().uri());
    List<FoundTables.Found> found =
        FoundTables.of(store.files()).stream().filter(each -> each.metadata() != null).toList();
    Adoption adoption = new Adoption(catalog, name);
    for (FoundTables.Found table : found) {
      if (adoption.keep(table)) {
        out.printf(
            "%s: recovered, %d rows, snapshot %d%n",
            adoption.name(table), table.rows(), table.snapshot());
      } else {
        out.println(adoption.name(table) + ": known to the catalog, left as it is");
      }
    }
    out.println(found.size() + (found.size() == 1 ? " table" : " tables"));
  }
}
