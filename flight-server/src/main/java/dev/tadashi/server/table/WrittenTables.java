package dev.tadashi.server.table;

import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.storage.ObjectStore;
import java.util.Set;

/** The tables of writable stores that say themselves which files are theirs. */
public interface WrittenTables {

  /** Takes note of the tables in a store that is about to be registered. */
  void find(StoreRecord store, ObjectStore files);

  /** The names of a store's tables: what lies in folders of these names is theirs alone. */
  Set<String> names(String store);

  /** Shows the tables of a store that was registered. */
  void show(String store);

  /** Forgets the tables of a store that was dropped; their files stay. */
  void forget(String store);
}
