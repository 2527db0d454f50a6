package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a folder and those below it that the visitor enters; holds folder names only. A
 * link to a folder that it lies in is passed over, or the walk would have no end.
 */
final class FolderWalk {
  private final Path root;
  private final FileRoots allowed;
  private final ObjectVisitor visitor;
  private final Deque<Folder> waiting = new ArrayDeque<>();

  /**
   * A folder to visit.
   *
   * @param real with all links resolved
   * @param parent the folder in which it was found; null for the first
   */
  private record Folder(String path, Path real, @Nullable Folder parent) {
    boolean isOrLiesIn(Path folder) {
      @Nullable Folder each = this;
      while (each != null && !each.real.equals(folder)) {
        each = each.parent;
      }
      return each != null;
    }
  }

  FolderWalk(Path root, FileRoots allowed, ObjectVisitor visitor) {
    this.root = root;
    this.allowed = allowed;
    this.visitor = visitor;
  }

  void walk(String start) {
    try {
      waiting.add(new Folder(start, allowed.resolve(root.resolve(start), start), null));
    } catch (IOException e) {
      throw IoErrors.of(e, start);
    }
    while (!waiting.isEmpty()) {
      Folder next = waiting.remove();
      try {
        visitFolder(next);
      } catch (DirectoryIteratorException e) {
        refuse(next, IoErrors.of(Objects.requireNonNull(e.getCause()), next.path()));
      } catch (IOException e) {
        refuse(next, IoErrors.of(e, next.path()));
      }
    }
  }

  /** That the whole listing starts in a bad folder is its caller's error; one below is not. */
  private void refuse(Folder folder, TadashiException why) {
    if (folder.parent() == null) {
      throw why;
    }
    visitor.refused(folder.path(), why);
  }

  private void visitFolder(Folder folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.real())) {
      for (Path entry : entries) {
        visitEntry(folder, entry);
      }
    }
  }

  private void visitEntry(Folder folder, Path entry) {
    String name = entry.getFileName().toString();
    String path = folder.path().isEmpty() ? name : folder.path() + "/" + name;
    try {
      Path real = allowed.resolve(entry, path);
      if (Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
        enter(new Folder(path, real, folder));
        return;
      }
      FileTag tag = FileTag.of(real);
      if (tag.regular()) {
        visitor.object(new TableFile(path, tag.size(), tag.etag()));
      }
    } catch (NoSuchFileException gone) {
      missing(entry, path);
    } catch (IOException e) {
      visitor.refused(path, IoErrors.of(e, path));
    } catch (TadashiException e) {
      visitor.refused(path, e);
    }
  }

  private void enter(Folder folder) {
    @Nullable Folder parent = folder.parent();
    boolean endless = parent != null && parent.isOrLiesIn(folder.real());
    if (!endless && visitor.enter(folder.path())) {
      waiting.add(folder);
    }
  }

  /** A file that was removed during the walk is not there; a broken link or name is an error. */
  private void missing(Path entry, String path) {
    if (path.indexOf('\uFFFD') >= 0) {
      visitor.refused(path, unreadableName(path));
    } else if (Files.isSymbolicLink(entry)) {
      visitor.refused(path, IoErrors.of(new NoSuchFileException(path), path));
    }
  }

  private static TadashiException unreadableName(String path) {
    return new TadashiException(
            ErrorCode.FILE_NOT_FOUND, "the name of '" + path + "' cannot be read in this locale")
        .at("file", path)
        .hint("start the process with LC_ALL=C.UTF-8");
  }
}
