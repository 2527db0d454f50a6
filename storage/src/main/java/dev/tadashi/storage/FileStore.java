package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;

/**
 * A folder of the local file system. Each file is resolved and judged at each use, not only when
 * listed: a link may have been changed in between. The identity is checked before and after each
 * read, so bytes of a file that is replaced meanwhile are never taken for those of the listed one.
 */
final class FileStore implements ObjectStore {
  private final String uri;
  private final Path root;
  private final FileRoots allowed;

  private FileStore(String uri, Path root, FileRoots allowed) {
    this.uri = uri;
    this.root = root;
    this.allowed = allowed;
  }

  static FileStore open(StoreUri uri, StorageConfig config) {
    FileRoots allowed = new FileRoots(config.fileRoots());
    return new FileStore(uri.text(), allowed.folder(uri.path(), uri.text()), allowed);
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public void list(String folder, ObjectVisitor visitor) {
    new FolderWalk(root, allowed, visitor).walk(folder);
  }

  @Override
  public void read(TableFile file, long offset, ByteBuffer target) {
    reading(file, channel -> FileRanges.fill(channel, offset, target));
  }

  @Override
  public void copy(TableFile file, long offset, long length, FileChannel target) {
    reading(file, channel -> FileRanges.copy(channel, offset, length, target));
  }

  private void reading(TableFile file, ChannelAction action) {
    verify(file);
    try (FileChannel channel = FileChannel.open(resolve(file), StandardOpenOption.READ)) {
      action.accept(channel);
    } catch (IOException e) {
      // A file that was cut short meanwhile is a changed one, whatever the read said.
      verify(file);
      throw IoErrors.of(e, file.path());
    }
    verify(file);
  }

  private interface ChannelAction {
    void accept(FileChannel channel) throws IOException;
  }

  @Override
  public Optional<Path> localPath(TableFile file) {
    return Optional.of(resolve(file));
  }

  @Override
  public void verify(TableFile file) {
    Path path = resolve(file);
    try {
      if (!FileTag.of(path).etag().equals(file.etag())) {
        throw new TadashiException(
                ErrorCode.FILE_CHANGED, "'" + file.path() + "' was replaced since it was listed")
            .at("file", file.path())
            .hint("register the store again to see the files as they are now");
      }
    } catch (IOException e) {
      throw IoErrors.of(e, file.path());
    }
  }

  @Override
  public Optional<TableFile> find(String path) {
    try {
      FileTag tag = FileTag.of(allowed.resolve(root.resolve(path), path));
      return tag.regular()
          ? Optional.of(new TableFile(path, tag.size(), tag.etag()))
          : Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw IoErrors.of(e, path);
    }
  }

  @Override
  public ObjectWriter create(String path) {
    try {
      Path place = allowed.resolveNew(root, path);
      Folders.create(Objects.requireNonNull(place.getParent()));
      return LocalWriter.begin(place, path);
    } catch (IOException e) {
      throw IoErrors.ofWrite(e, path);
    }
  }

  @Override
  public void delete(String path) {
    try {
      Files.deleteIfExists(allowed.resolveNew(root, path));
    } catch (NotDirectoryException none) {
      return;
    } catch (IOException e) {
      throw IoErrors.ofWrite(e, path);
    }
  }

  private Path resolve(TableFile file) {
    try {
      return allowed.resolve(root.resolve(file.path()), file.path());
    } catch (IOException e) {
      throw IoErrors.of(e, file.path());
    }
  }

  @Override
  public void close() {
    // Nothing is held open between calls.
  }
}
