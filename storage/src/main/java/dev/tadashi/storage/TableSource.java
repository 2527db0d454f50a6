package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that make up one table while a listing goes on, and the first error among them. */
final class TableSource {
  private final String origin;
  private final String table;
  private final FileFormat format;
  private final List<TableFile> files = new ArrayList<>();
  private @Nullable ErrorDetail error;

  TableSource(String origin, String table, FileFormat format) {
    this.origin = origin;
    this.table = table;
    this.format = format;
  }

  String origin() {
    return origin;
  }

  String table() {
    return table;
  }

  FileFormat format() {
    return format;
  }

  void add(TableFile file, FileFormat found) {
    files.add(file);
    if (found != format) {
      fail(mixed(file, found));
    }
  }

  void fail(TadashiException why) {
    if (error == null) {
      error = why.detail();
    }
  }

  FoundTable found() {
    List<TableFile> sorted = files.stream().sorted(Comparator.comparing(TableFile::path)).toList();
    return new FoundTable(table, format.text(), sorted, error);
  }

  private TadashiException mixed(TableFile file, FileFormat found) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED,
            "the folder '" + table + "' holds " + format.text() + " and " + found.text() + " files")
        .at("file", file.path())
        .hint("keep one format in a folder");
  }
}
