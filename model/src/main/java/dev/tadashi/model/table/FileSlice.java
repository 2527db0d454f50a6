package dev.tadashi.model.table;

/**
 * Row groups of one file.
 *
 * @param path relative to the store's root
 * @param etag names the file's content: another content has another ETag
 * @param size of the whole file in bytes
 * @param firstRowGroup first row group, from 0
 * @param rowGroups how many
 * @param totalRowGroups how many the file has
 * @param rows in these row groups
 * @param bytes of these row groups in the file
 * @param offset bytes of the row groups before these; where formats without a directory begin to
 *     read
 */
public record FileSlice(
    String path,
    String etag,
    long size,
    int firstRowGroup,
    int rowGroups,
    int totalRowGroups,
    long rows,
    long bytes,
    long offset) {

  /** Whether this is all of the file. */
  public boolean isWholeFile() {
    return firstRowGroup == 0 && rowGroups == totalRowGroups;
  }
}
