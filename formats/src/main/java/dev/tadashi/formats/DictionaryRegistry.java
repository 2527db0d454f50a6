package dev.tadashi.formats;

import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.model.table.TableName;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/**
 * One dictionary for each string column of each table, shared by all partitions of a worker so that
 * equal strings have equal codes. It holds no references: a dictionary is freed with the last
 * column that uses it, and the next partition begins another.
 */
public final class DictionaryRegistry {
  private final BufferAllocator allocator;
  private final Map<Key, Dictionary> dictionaries = new HashMap<>();

  private record Key(TableName table, String column) {}

  public DictionaryRegistry(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** The column's dictionary; the caller closes it, and the columns made with it keep their own. */
  synchronized Dictionary acquire(TableName table, String column) {
    dictionaries.values().removeIf(DictionaryRegistry::isFreed);
    Key key = new Key(table, column);
    Dictionary known = dictionaries.get(key);
    if (known != null && known.tryRetain()) {
      return known;
    }
    Dictionary fresh = new Dictionary(allocator);
    dictionaries.put(key, fresh);
    return fresh;
  }

  private static boolean isFreed(Dictionary dictionary) {
    if (dictionary.tryRetain()) {
      dictionary.close();
      return false;
    }
    return true;
  }
}
