package dev.tadashi.sql;

import dev.tadashi.sql.plan.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Templates by text, catalog version and search path; those used longest ago go first. One that
 * holds rows of the catalog is as old as they are, so it is not kept.
 */
final class TemplateCache {
  private static final int MOST = 500;
  private static final int LONGEST_TEXT = 10_000;

  private record Key(String sql, long version, List<String> searchPath) {}

  private final Map<Key, Template> templates =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Template> eldest) {
          return size() > MOST;
        }
      };

  private static Key key(String sql, SqlCatalog catalog, SqlSession session) {
    return new Key(sql, catalog.version(), session.searchPath());
  }

  synchronized Optional<Template> find(String sql, SqlCatalog catalog, SqlSession session) {
    return Optional.ofNullable(templates.get(key(sql, catalog, session)));
  }

  synchronized void put(String sql, SqlCatalog catalog, SqlSession session, Template template) {
    boolean constant =
        template.relations().values().stream().noneMatch(SqlRelation.Rows.class::isInstance);
    if (constant && sql.length() <= LONGEST_TEXT) {
      templates.put(key(sql, catalog, session), template);
    }
  }
}
