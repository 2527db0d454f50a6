package dev.tadashi.server.table;

import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.table.TableState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as it was listed last.
 *
 * @param found with the files that are there now
 * @param shown what the catalog holds until the inspection is done: the same, or the table as it
 *     was
 */
record Listed(TableRecord found, TableRecord shown) {

  /** Those that nobody has inspected. */
  static List<Listed> pending(List<TableRecord> tables) {
    return tables.stream()
        .filter(table -> table.state() == TableState.PENDING)
        .map(table -> new Listed(table, table))
        .toList();
  }

  /** A table that can be used stays so, as it was, while what is new is inspected. */
  static Listed over(@Nullable TableRecord known, TableRecord found) {
    boolean keep =
        known != null && known.state() == TableState.READY && found.state() == TableState.PENDING;
    return new Listed(found, keep && known != null ? known : found);
  }

  /** Whether the catalog is to show what was found at once. */
  boolean isShown() {
    return found.equals(shown);
  }
}
