package dev.tadashi.model.ingest;

import dev.tadashi.model.table.TableName;

/**
 * What a committed write did.
 *
 * @param rows that were written or, when rows were only removed, removed
 * @param bytes of the files that were written
 * @param files that were written
 * @param snapshot the table's snapshot that shows it first; other writes may share it
 * @param repeated whether the write had been committed before, and this is that first answer
 */
public record IngestResult(
    TableName table, long rows, long bytes, int files, long snapshot, boolean repeated) {

  /** The answer to a write that was committed before. */
  public IngestResult again() {
    return new IngestResult(table, rows, bytes, files, snapshot, true);
  }
}
