package dev.tadashi.server.managed;

import dev.tadashi.catalog.ManagedCatalog;
import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.server.table.WrittenTables;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.tables.FoundTables;
import java.util.Set;
import java.util.stream.Collectors;

/** The managed tables of stores that come and go. */
public final class StoreTables implements WrittenTables {
  private final ManagedCatalog catalog;
  private final WritableStores stores;
  private final ManagedModule managed;

  public StoreTables(ManagedCatalog catalog, WritableStores stores, ManagedModule managed) {
    this.catalog = catalog;
    this.stores = stores;
    this.managed = managed;
  }

  @Override
  public void find(StoreRecord store, ObjectStore files) {
    Adoption adoption = new Adoption(catalog, store.name());
    FoundTables.of(files).forEach(adoption::keep);
  }

  @Override
  public Set<String> names(String store) {
    return catalog.pointers().stream()
        .map(pointer -> pointer.table())
        .filter(table -> table.store().equals(store))
        .map(table -> table.table())
        .collect(Collectors.toSet());
  }

  @Override
  public void show(String store) {
    managed.names().stream().filter(name -> name.store().equals(store)).forEach(managed::restore);
  }

  @Override
  public void forget(String store) {
    managed.forget(store);
    stores.forget(store);
    catalog.forgetStore(store);
  }
}
