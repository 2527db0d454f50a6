package dev.tadashi.server.ingest;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import java.util.ArrayList;
import java.util.List;

/** The paths of all files in a folder; none when it is not there. */
final class StagedFiles implements ObjectVisitor {
  private final List<String> paths = new ArrayList<>();

  private StagedFiles() {}

  static List<String> in(ObjectStore store, String folder) {
    StagedFiles found = new StagedFiles();
    try {
      store.list(folder, found);
    } catch (TadashiException e) {
      if (e.code() != ErrorCode.FILE_NOT_FOUND) {
        throw e;
      }
    }
    return found.paths;
  }

  @Override
  public boolean enter(String folder) {
    return false;
  }

  @Override
  public void object(TableFile file) {
    paths.add(file.path());
  }

  @Override
  public void refused(String path, TadashiException why) {
    throw why;
  }
}
