package dev.tadashi.tables;

import dev.tadashi.model.type.Schema;
import java.util.List;

/**
 * What a table is after a commit.
 *
 * @param incarnation another one for a table that was dropped and made again
 * @param snapshot 0 when there is none
 * @param snapshots how many the table keeps
 * @param files in the order of their commits
 */
public record TableContent(
    String incarnation, long snapshot, int snapshots, Schema schema, List<ContentFile> files) {
  public TableContent {
    files = List.copyOf(files);
  }

  public long rows() {
    return files.stream().mapToLong(ContentFile::rows).sum();
  }
}
