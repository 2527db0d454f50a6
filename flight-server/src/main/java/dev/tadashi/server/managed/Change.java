package dev.tadashi.server.managed;

import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.table.WrittenFile;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What is done to a table in one turn. */
sealed interface Change {

  /** Rows come, by the mode of their upload. */
  record Write(Upload upload, WrittenRows rows) implements Change {
    List<WrittenFile> files() {
      return rows.files();
    }
  }

  /** Appends come that share files. */
  record Together(Parts parts) implements Change {}

  /** Files take the place of others. */
  record Rewrite(Upload upload, Set<String> removed, List<WrittenFile> files, boolean sameRows)
      implements Change {}

  record Truncate() implements Change {}

  record Drop() implements Change {}

  /** Snapshots are forgotten. */
  record Expire(Instant before, int newest) implements Change {}
}
