package dev.tadashi.tables;

import dev.tadashi.model.table.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pointers in memory, which may lose a race or fail once. */
final class MemoryPointers implements TablePointers {
  private final Map<TableName, String> current = new HashMap<>();
  Runnable before = () -> {};

  @Override
  public synchronized Optional<String> current(TableName table) {
    return Optional.ofNullable(current.get(table));
  }

  @Override
  public synchronized boolean swap(
      TableName table,
      Optional<String> expected,
      Optional<String> next,
      long snapshot,
      List<Ingested> writes) {
    before.run();
    if (!current(table).equals(expected)) {
      return false;
    }
    current.remove(table);
    next.ifPresent(path -> current.put(table, path));
    return true;
  }
}
