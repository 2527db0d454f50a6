package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the tables of a store by themselves: a file in the root is a table named by its stem; a
 * folder that holds files is a table named by its path; folders {@code key=value} are parts of the
 * folder they are in, and those in the root make a table named as the store. Hidden and temporary
 * names and files of other kinds are left alone.
 */
public final class TableFinder implements ObjectVisitor {
  private final String rootTable;

  /** By the file or the folder (with a slash at its end, the root's empty) that it is made of. */
  private final Map<String, TableSource> sources = new TreeMap<>();

  private TableFinder(String rootTable) {
    this.rootTable = rootTable;
  }

  /**
   * All tables in order of their names; those that cannot be used carry their error.
   *
   * @param rootTable the name of the table that {@code key=value} folders in the root make
   */
  public static List<FoundTable> find(ObjectStore store, String rootTable) {
    TableFinder finder = new TableFinder(rootTable);
    store.list("", finder);
    return finder.tables();
  }

  @Override
  public boolean enter(String folder) {
    String name = lastName(folder);
    return isKeyFolder(name) || !isLeftAlone(name);
  }

  @Override
  public void object(TableFile file) {
    String name = lastName(file.path());
    Optional<FileFormat> format = isLeftAlone(name) ? Optional.empty() : FileFormat.ofFile(name);
    format.ifPresent(known -> source(file.path()).add(file, known));
  }

  /** What may be a part of a table fails it: rows that are missing unseen would be worse. */
  @Override
  public void refused(String path, TadashiException why) {
    String name = lastName(path);
    if (isKeyFolder(name)) {
      source(path + "/").fail(why);
    } else if (!isLeftAlone(name) && (FileFormat.ofFile(name).isPresent() || isInner(path))) {
      source(path).fail(why);
    }
  }

  /** Whether it looks like a folder below one of {@code key=value}. */
  private static boolean isInner(String path) {
    return lastName(path).indexOf('.') < 0 && !PathKeys.of(path).values().isEmpty();
  }

  private TableSource source(String path) {
    boolean single = path.indexOf('/') < 0;
    String folder = PathKeys.tableFolder(path);
    String origin = single ? path : folder.isEmpty() ? "" : folder + "/";
    String table = single ? FileFormat.stemOf(path) : folder.isEmpty() ? rootTable : folder;
    return sources.computeIfAbsent(origin, made -> new TableSource(origin, table));
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isKeyFolder(String name) {
    return PathKeys.isKey(name) && !name.startsWith(".");
  }

  /** Spark, Hadoop and editors mark what is no data in these ways. */
  private static boolean isLeftAlone(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith(".")
        || lower.startsWith("_")
        || lower.endsWith(".crc")
        || lower.endsWith(".tmp");
  }

  private List<FoundTable> tables() {
    Map<String, List<TableSource>> byName =
        sources.values().stream()
            .collect(Collectors.groupingBy(TableSource::table, TreeMap::new, Collectors.toList()));
    List<FoundTable> found = new ArrayList<>();
    byName.forEach(
        (name, same) -> found.add(same.size() == 1 ? same.getFirst().found() : clash(name, same)));
    return found;
  }

  private static FoundTable clash(String name, List<TableSource> same) {
    String origins =
        same.stream().map(TableSource::shownOrigin).collect(Collectors.joining(" and "));
    TadashiException error =
        new TadashiException(
                ErrorCode.INVALID_ARGUMENT, origins + " would all be the table '" + name + "'")
            .at("table", name)
            .hint("rename all but one and register the store again");
    List<FoundTable> all = same.stream().map(TableSource::found).toList();
    List<TableFile> files = all.stream().flatMap(table -> table.files().stream()).toList();
    return new FoundTable(name, all.getFirst().format(), files, error.detail());
  }
}
