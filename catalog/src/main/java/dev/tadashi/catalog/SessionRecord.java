package dev.tadashi.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session.
 *
 * @param searchPath stores whose tables need no qualified name; null: all, in order of registration
 * @param settings made by SET; those that are not there have their default
 */
public record SessionRecord(
    String id, @Nullable List<String> searchPath, Map<String, String> settings, Instant expires) {
  public SessionRecord {
    settings = settings == null ? Map.of() : Map.copyOf(settings);
  }
}
