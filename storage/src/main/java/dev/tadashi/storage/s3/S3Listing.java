package dev.tadashi.storage.s3;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectVisitor;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Shows a flat listing of keys to a visitor as folders and files. Keys come in the order of their
 * bytes, so only the decisions about the folders above the current key are held.
 */
final class S3Listing {
  private record Folder(String path, boolean entered) {}

  private final String root;
  private final ObjectVisitor visitor;
  private final Deque<Folder> open = new ArrayDeque<>();

  /**
   * @param root prefix of the store's keys, with a slash at its end or empty
   */
  S3Listing(String root, String folder, ObjectVisitor visitor) {
    this.root = root;
    this.visitor = visitor;
    open.push(new Folder(folder, true));
  }

  void add(S3Object object) {
    String path = object.key().substring(root.length());
    if (path.isEmpty() || path.endsWith("/")) {
      return;
    }
    if (!isEntered(path)) {
      return;
    }
    String etag = object.eTag();
    if (etag == null || etag.isEmpty()) {
      visitor.refused(path, withoutTag(path));
    } else {
      visitor.object(new TableFile(path, object.size(), S3Store.bare(etag)));
    }
  }

  private boolean isEntered(String path) {
    while (!holds(open.element().path(), path)) {
      open.pop();
    }
    int from = open.element().path().isEmpty() ? 0 : open.element().path().length() + 1;
    int slash = path.indexOf('/', from);
    while (slash >= 0 && open.element().entered()) {
      String folder = path.substring(0, slash);
      open.push(new Folder(folder, visitor.enter(folder)));
      slash = path.indexOf('/', slash + 1);
    }
    return open.element().entered();
  }

  private static boolean holds(String folder, String path) {
    return folder.isEmpty() || path.startsWith(folder + "/");
  }

  private static TadashiException withoutTag(String path) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED, "the object store lists '" + path + "' without an ETag")
        .at("file", path)
        .hint("without one a replaced file cannot be told from the one that was listed");
  }
}
