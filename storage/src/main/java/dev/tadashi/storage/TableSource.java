package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The files that make up one table while a listing goes on, and the first error among them. */
final class TableSource {
  /** The format of a table of which no file could be listed. */
  private static final String NO_FORMAT = "unknown";

  private final String origin;
  private final String table;
  private final List<TableFile> files = new ArrayList<>();
  private @Nullable FileFormat format;
  private @Nullable ErrorDetail error;

  TableSource(String origin, String table) {
    this.origin = origin;
    this.table = table;
    if (table.chars().anyMatch(Character::isISOControl)) {
      fail(unreadableName(origin));
    }
  }

  String shownOrigin() {
    return origin.isEmpty() ? "the folders key=value" : origin;
  }

  String table() {
    return table;
  }

  void add(TableFile file, FileFormat found) {
    files.add(file);
    FileFormat first = format == null ? found : format;
    format = first;
    if (found != first) {
      fail(mixed(file, first, found));
    }
  }

  void fail(TadashiException why) {
    if (error == null) {
      error = why.detail();
    }
  }

  FoundTable found() {
    List<TableFile> sorted = files.stream().sorted(Comparator.comparing(TableFile::path)).toList();
    requireSameKeys(sorted);
    return new FoundTable(table, format == null ? NO_FORMAT : format.text(), sorted, error);
  }

  private void requireSameKeys(List<TableFile> sorted) {
    Map<String, List<String>> folders = new TreeMap<>();
    sorted.forEach(
        file -> folders.computeIfAbsent(folder(file), f -> new ArrayList<>()).add(file.path()));
    Map<String, Set<String>> keys = new TreeMap<>();
    folders.forEach((folder, paths) -> keys.put(folder, keys(paths.getFirst())));
    if (Set.copyOf(keys.values()).size() > 1) {
      Set<String> usual = Usual.of(keys.values());
      keys.entrySet().stream()
          .filter(entry -> !entry.getValue().equals(usual))
          .findFirst()
          .ifPresent(odd -> fail(otherKeys(odd.getKey(), odd.getValue(), usual)));
    }
  }

  private static String folder(TableFile file) {
    return file.path().substring(0, Math.max(0, file.path().lastIndexOf('/')));
  }

  private static Set<String> keys(String path) {
    return new TreeSet<>(PathKeys.of(path).values().keySet());
  }

  private static TadashiException otherKeys(String folder, Set<String> odd, Set<String> usual) {
    String message =
        "'%s' has the keys %s, and the table's other folders have %s".formatted(folder, odd, usual);
    return new TadashiException(ErrorCode.UNSUPPORTED, message)
        .at("folder", folder)
        .hint("use the same key=value folders for all files of a table, or move that folder");
  }

  private TadashiException mixed(TableFile file, FileFormat first, FileFormat found) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED,
            "the folder '" + table + "' holds " + first.text() + " and " + found.text() + " files")
        .at("file", file.path())
        .hint("keep one format in a folder");
  }

  private static TadashiException unreadableName(String path) {
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "the name of a table may not hold control characters")
        .at("path", path)
        .hint("rename the file or folder");
  }
}
