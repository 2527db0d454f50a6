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
 * Finds the tables of a store by themselves: a file in the root is a table named by its stem, a
 * folder of files of one format is a table named by the folder. Hidden and temporary names and
 * files of other kinds are left alone.
 */
public final class TableFinder implements ObjectVisitor {
  /** By the file or the folder (with a slash at its end) that a table is made of. */
  private final Map<String, TableSource> sources = new TreeMap<>();

  private TableFinder() {}

  /** All tables in order of their names; those that cannot be used carry their error. */
  public static List<FoundTable> find(ObjectStore store) {
    TableFinder finder = new TableFinder();
    store.list("", finder);
    return finder.tables();
  }

  @Override
  public boolean enter(String folder) {
    return folder.indexOf('/') < 0 && !isLeftAlone(folder);
  }

  @Override
  public void object(TableFile file) {
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    Optional<FileFormat> format = isLeftAlone(name) ? Optional.empty() : FileFormat.ofFile(name);
    format.ifPresent(known -> source(file.path(), known).add(file, known));
  }

  @Override
  public void refused(String path, TadashiException why) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    Optional<FileFormat> format = isLeftAlone(name) ? Optional.empty() : FileFormat.ofFile(name);
    format.ifPresent(known -> source(path, known).fail(why));
  }

  private TableSource source(String path, FileFormat format) {
    int slash = path.indexOf('/');
    String origin = slash < 0 ? path : path.substring(0, slash + 1);
    String table = slash < 0 ? format.stem(path) : path.substring(0, slash);
    return sources.computeIfAbsent(origin, made -> new TableSource(origin, table, format));
  }

  /** Spark, Hadoop and editors mark what is no data in these ways. */
  private static boolean isLeftAlone(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith(".") || lower.startsWith("_") || lower.endsWith(".crc");
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
    String origins = same.stream().map(TableSource::origin).collect(Collectors.joining(" and "));
    TadashiException error =
        new TadashiException(
                ErrorCode.INVALID_ARGUMENT, origins + " would all be the table '" + name + "'")
            .at("table", name)
            .hint("rename all but one and register the store again");
    List<TableFile> files =
        same.stream().flatMap(source -> source.found().files().stream()).toList();
    return new FoundTable(name, same.getFirst().format().text(), files, error.detail());
  }
}
