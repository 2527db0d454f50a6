package dev.tadashi.formats.spi;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The errors that files give, each with the file's name. */
public final class FileErrors {
  /** Levels of structs, lists and maps above which a file is refused. */
  public static final int MAX_DEPTH = 100;

  private FileErrors() {}

  public static TadashiException corrupt(TableFile file, String why) {
    return corrupt(file, why, new IOException(why));
  }

  public static TadashiException corrupt(TableFile file, String why, Exception cause) {
    return new TadashiException(
            ErrorCode.FILE_CORRUPT, "'" + file.path() + "' cannot be read: " + why, cause)
        .at("file", file.path())
        .hint("write the file again, or take it out of the folder");
  }

  /** A line of a text file that cannot be read. */
  public static TadashiException line(TableFile file, long line, String why) {
    return corrupt(file, "line " + line + " " + why).at("line", String.valueOf(line));
  }

  public static TadashiException unsupported(TableFile file, String what) {
    return new TadashiException(ErrorCode.UNSUPPORTED, "'" + file.path() + "' " + what)
        .at("file", file.path());
  }

  /** A column that nests more levels than those who follow them by calling themselves bear. */
  public static TadashiException tooDeep(TableFile file, String column) {
    return unsupported(file, "nests column '" + column + "' deeper than " + MAX_DEPTH + " levels")
        .at("column", column)
        .hint("write it without that column");
  }

  public static TadashiException changed(FileSlice slice) {
    return new TadashiException(
            ErrorCode.FILE_CHANGED,
            "'" + slice.path() + "' does not hold the rows it was listed with")
        .at("file", slice.path())
        .hint("register the store again to see the files as they are now");
  }

  /** Nonsense out of a file that was replaced while it was read is the replacement's fault. */
  public static TadashiException unreadable(ObjectStore store, TableFile file, IOException why) {
    store.verify(file);
    return corrupt(file, firstLine(why), why);
  }

  public static TadashiException noMemory(TableFile file, Exception why) {
    return new TadashiException(
            ErrorCode.MEMORY_EXCEEDED, "no memory is left to load '" + file.path() + "'", why)
        .at("file", file.path())
        .hint("give the worker more --memory, or load fewer columns");
  }

  public static void requireDifferentNames(TableFile file, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw unsupported(file, "has two columns named '" + name + "'")
            .at("column", name)
            .hint("write it with different names");
      }
    }
  }

  public static TableFile file(FileSlice slice) {
    return new TableFile(slice.path(), slice.size(), slice.etag());
  }

  public static String firstLine(Exception why) {
    String message = why.getMessage() == null ? why.toString() : why.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}
