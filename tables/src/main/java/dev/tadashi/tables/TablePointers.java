package dev.tadashi.tables;

import dev.tadashi.model.table.TableName;
import java.util.List;
import java.util.Optional;

/** Which metadata file of each table is the current one: the truth about what was committed. */
public interface TablePointers {

  /** The current metadata file, relative to the store's root; empty when there is no such table. */
  Optional<String> current(TableName table);

  /**
   * Makes another metadata file the current one, with what was written by it, when the current one
   * is still the expected one. Returns after that is durable.
   *
   * @param expected empty for a table that is not there
   * @param next empty to remove the table
   * @param snapshot the one that the writes are in
   * @return whether it was
   */
  boolean swap(
      TableName table,
      Optional<String> expected,
      Optional<String> next,
      long snapshot,
      List<Ingested> writes);
}
