package dev.tadashi.tables;

import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.StoreUri;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * One table's files for Iceberg. Its locations are URIs, ours are paths below the store's root: the
 * part from the table's {@code data} or {@code metadata} folder on is the same, so that a store
 * that was moved as a whole is still read.
 */
final class StoreFiles implements FileIO {
  private static final long serialVersionUID = 1;

  private final transient ObjectStore store;
  private final String folder;

  /**
   * @param folder of the table, below the store's root
   */
  StoreFiles(ObjectStore store, String folder) {
    this.store = store;
    this.folder = folder;
  }

  /** Where a table's folder is, as Iceberg's readers write it: without percent signs. */
  static String location(ObjectStore store, String folder) {
    StoreUri root = StoreUri.parse(store.uri());
    String text = root.scheme().equals("file") ? "file://" + root.path() : root.text();
    return text + "/" + folder;
  }

  /** The path of a location, relative to the store's root. */
  String path(String location) {
    int data = location.lastIndexOf("/data/");
    int metadata = location.lastIndexOf("/metadata/");
    int from = Math.max(data, metadata);
    if (from < 0) {
      throw new IllegalArgumentException(location + " is in no folder of a table");
    }
    return folder + location.substring(from);
  }

  @Override
  public InputFile newInputFile(String location) {
    return new StoreInput(store, path(location), location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new StoreOutput(store, path(location), location);
  }

  @Override
  public void deleteFile(String location) {
    store.delete(path(location));
  }
}
