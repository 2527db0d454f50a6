package dev.tadashi.storage;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;

/** Takes what a listing finds, in no promised order. */
public interface ObjectVisitor {

  /** Whether the folder's content is wanted; the path is relative to the root. */
  boolean enter(String folder);

  void object(TableFile file);

  /** An entry that is there but may not or cannot be read. The listing goes on. */
  void refused(String path, TadashiException why);
}
