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

/** One walk over a folder and those below it that the visitor enters; holds folder names only. */
final class FolderWalk {
  private final Path root;
  private final FileRoots allowed;
  private final ObjectVisitor visitor;
  private final Deque<String> waiting = new ArrayDeque<>();

  FolderWalk(Path root, FileRoots allowed, ObjectVisitor visitor) {
    this.root = root;
    this.allowed = allowed;
    this.visitor = visitor;
  }

  void walk(String folder) {
    waiting.add(folder);
    while (!waiting.isEmpty()) {
      String next = waiting.remove();
      try {
        visitFolder(next);
      } catch (DirectoryIteratorException e) {
        refuse(next, folder, IoErrors.of(Objects.requireNonNull(e.getCause()), next));
      } catch (IOException e) {
        refuse(next, folder, IoErrors.of(e, next));
      } catch (TadashiException e) {
        refuse(next, folder, e);
      }
    }
  }

  /** That the whole listing starts in a bad folder is its caller's error; one below is not. */
  private void refuse(String folder, String start, TadashiException why) {
    if (folder.equals(start)) {
      throw why;
    }
    visitor.refused(folder, why);
  }

  private void visitFolder(String folder) throws IOException {
    Path real = allowed.resolve(root.resolve(folder), folder);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        visitEntry(entry, folder.isEmpty() ? name : folder + "/" + name);
      }
    }
  }

  private void visitEntry(Path entry, String path) {
    try {
      Path real = allowed.resolve(entry, path);
      if (Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
        if (visitor.enter(path)) {
          waiting.add(path);
        }
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
