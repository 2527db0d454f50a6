package dev.tadashi.server.ingest;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import dev.tadashi.sql.SqlCatalog;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The full names of tables that are written. */
public final class TargetNames {
  private TargetNames() {}

  /** A path {@code [table]} or {@code [store, table]}. */
  public static TableName of(List<String> path, Optional<SessionRecord> session) {
    if (path.isEmpty() || path.size() > 2 || path.stream().anyMatch(String::isEmpty)) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "the path " + path + " names no table")
          .hint("a path is [table] or [store, table]");
    }
    return path.size() == 2
        ? new TableName(path.getFirst(), path.getLast())
        : inDefault(path.getFirst(), session);
  }

  /** A name {@code table} or {@code store.table}. */
  public static TableName of(String name, Optional<SessionRecord> session) {
    int dot = name.indexOf('.');
    if (dot > 0 && dot < name.length() - 1) {
      return TableName.parse(name);
    }
    return inDefault(name, session);
  }

  /** The table of that name, dots and all, in the schema where new tables go. */
  public static TableName inDefault(String name, Optional<SessionRecord> session) {
    @Nullable List<String> path = session.map(SessionRecord::searchPath).orElse(null);
    String store = path == null || path.isEmpty() ? SqlCatalog.MAIN : path.getFirst();
    return new TableName(store, name);
  }
}
