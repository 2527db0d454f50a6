package dev.tadashi.model.ingest;

import dev.tadashi.model.table.WrittenFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of an upload as workers wrote them.
 *
 * @param parts the rows of the writes that share the files, by their numbers; mostly it is one
 */
public record WrittenRows(List<WrittenFile> files, List<RowSum> parts) {
  public static final WrittenRows NONE = new WrittenRows(List.of(), List.of());

  public WrittenRows {
    files = List.copyOf(files);
    parts = List.copyOf(parts);
  }

  /** The rows of a part that came to no file. */
  public static WrittenRows of(int part, RowSum rows) {
    List<RowSum> parts = new ArrayList<>();
    for (int i = 0; i < part; i++) {
      parts.add(RowSum.NONE);
    }
    parts.add(rows);
    return new WrittenRows(List.of(), parts);
  }

  /** These rows in a file. */
  public WrittenRows with(WrittenFile file) {
    return new WrittenRows(List.of(file), parts);
  }

  /** These and others. */
  public WrittenRows plus(WrittenRows more) {
    List<WrittenFile> all = new ArrayList<>(files);
    all.addAll(more.files);
    List<RowSum> sums = new ArrayList<>();
    for (int part = 0; part < Math.max(parts.size(), more.parts.size()); part++) {
      sums.add(part(part).plus(more.part(part)));
    }
    return new WrittenRows(all, sums);
  }

  /** The rows of a part; none when nothing came of it. */
  public RowSum part(int number) {
    return number < parts.size() ? parts.get(number) : RowSum.NONE;
  }

  /** The rows of all parts. */
  public RowSum all() {
    return parts.stream().reduce(RowSum.NONE, RowSum::plus);
  }

  /** Where the files are. */
  public List<String> paths() {
    return files.stream().map(WrittenFile::path).toList();
  }
}
