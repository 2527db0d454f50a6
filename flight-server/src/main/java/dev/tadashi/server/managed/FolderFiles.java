package dev.tadashi.server.managed;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import java.util.ArrayList;
import java.util.List;

/** All files below a folder; none when it is not there. */
final class FolderFiles implements ObjectVisitor {
  private final List<TableFile> files = new ArrayList<>();

  private FolderFiles() {}

  static List<TableFile> of(ObjectStore store, String folder) {
    FolderFiles found = new FolderFiles();
    try {
      store.list(folder, found);
    } catch (TadashiException e) {
      if (e.code() != ErrorCode.FILE_NOT_FOUND) {
        throw e;
      }
    }
    return found.files;
  }

  @Override
  public boolean enter(String folder) {
    return true;
  }

  @Override
  public void object(TableFile file) {
    files.add(file);
  }

  @Override
  public void refused(String path, TadashiException why) {
    throw why;
  }
}
