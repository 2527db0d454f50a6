package dev.tadashi.formats.text;

import dev.tadashi.model.table.RowGroupInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the rows of each group. A start at which no record begins is passed over: the two groups
 * are then one.
 */
final class GroupCounter {
  private final List<GroupStart> starts;
  private final List<RowGroupInfo> groups = new ArrayList<>();
  private int next;
  private long offset;
  private long rows;

  GroupCounter(List<GroupStart> starts) {
    this.starts = starts;
  }

  /** A record that begins in that line. */
  void row(long line) {
    while (next < starts.size() && starts.get(next).line() <= line) {
      GroupStart start = starts.get(next++);
      if (start.line() == line) {
        close(start.offset());
      }
    }
    rows++;
  }

  private void close(long end) {
    groups.add(new RowGroupInfo(rows, end - offset));
    offset = end;
    rows = 0;
  }

  /** The groups of a file of that size. */
  List<RowGroupInfo> groups(long size) {
    close(size);
    return groups;
  }
}
