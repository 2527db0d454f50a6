package dev.tadashi.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session.
 *
 * @param searchPath stores whose tables need no qualified name; null: all, in order of registration
 */
public record SessionRecord(String id, @Nullable List<String> searchPath, Instant expires) {}
