package dev.tadashi.tables;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectWriter;

/**
 * A file that says that a table was dropped, so that it is not found again in the store while its
 * files are still there.
 */
final class DropMarker {
  static final String ENDING = ".dropped";

  private DropMarker() {}

  static void write(ObjectStore store, TableName name, String incarnation) {
    String path = name.table() + "/metadata/" + incarnation + ENDING;
    try (ObjectWriter writer = store.create(path)) {
      writer.finish();
    } catch (TadashiException e) {
      if (e.code() != ErrorCode.FILE_EXISTS) {
        throw e;
      }
    }
  }
}
