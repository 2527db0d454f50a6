package dev.tadashi.server.managed;

import dev.tadashi.model.ingest.RowSum;

/**
 * One of several appends whose rows lie in the same files.
 *
 * @param sum of the rows of this one
 */
public record Part(Upload upload, RowSum sum) {
  long rows() {
    return sum.rows();
  }
}
