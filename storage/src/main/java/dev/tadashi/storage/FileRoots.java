package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The folders below which files may be read. Paths are judged after symbolic links are resolved; a
 * path that is not there is judged as written, so that nothing is told about what lies outside.
 */
final class FileRoots {
  private final List<Path> given;
  private final List<Path> real;

  FileRoots(List<Path> roots) {
    this.given = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    this.real = realRoots(given);
  }

  /** A root that is not there allows nothing. */
  private static List<Path> realRoots(List<Path> roots) {
    return roots.stream().map(FileRoots::real).flatMap(Optional::stream).toList();
  }

  private static Optional<Path> real(Path root) {
    try {
      return Optional.of(root.toRealPath());
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  /** The folder with all links resolved. */
  Path folder(String path, String uri) {
    try {
      Path folder = resolve(Path.of(path), path);
      if (Files.isDirectory(folder)) {
        return folder;
      }
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'" + path + "' is not a folder")
          .at("uri", uri)
          .hint("register the folder that holds the file");
    } catch (InvalidPathException e) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'" + path + "' is not a path: " + e.getReason(), e)
          .at("uri", uri);
    } catch (IOException e) {
      throw IoErrors.of(e, path);
    }
  }

  /** The path with all links resolved, or an error when that leaves the roots. */
  Path resolve(Path path, String shown) throws IOException {
    try {
      Path resolved = path.toRealPath();
      if (real.stream().anyMatch(resolved::startsWith)) {
        return resolved;
      }
    } catch (NoSuchFileException missing) {
      Path normal = path.normalize();
      if (given.stream().anyMatch(normal::startsWith)
          || real.stream().anyMatch(normal::startsWith)) {
        throw missing;
      }
    }
    throw notAllowed(shown);
  }

  /**
   * The place of a file below a folder, where neither it nor the folders above it need be there
   * yet: what is there of them is resolved, and nothing climbs.
   */
  Path resolveNew(Path folder, String path) throws IOException {
    Path relative = Path.of(path);
    boolean climbs = !relative.equals(relative.normalize()) || path.startsWith("..");
    if (path.isEmpty() || relative.isAbsolute() || climbs) {
      throw notAllowed(path);
    }
    Path existing = above(folder.resolve(relative));
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = above(existing);
    }
    Path real = resolve(existing, path);
    return real.resolve(existing.relativize(folder.resolve(relative)));
  }

  private static Path above(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private TadashiException notAllowed(String shown) {
    String allowed =
        given.isEmpty()
            ? "no file roots are allowed; start with --file-root DIR"
            : "allowed roots: "
                + given.stream().map(Path::toString).collect(Collectors.joining(", "));
    return new TadashiException(
            ErrorCode.PATH_NOT_ALLOWED, "'" + shown + "' is outside the allowed file roots")
        .at("path", shown)
        .hint(allowed);
  }
}
