package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes a file under a hidden name beside its place, syncs it, and links it to its name, which
 * never replaces another; then the folder is synced, too.
 */
final class LocalWriter implements ObjectWriter {
  private final String shown;
  private final Path place;
  private final Path hidden;
  private final FileChannel channel;

  private LocalWriter(String shown, Path place, Path hidden, FileChannel channel) {
    this.shown = shown;
    this.place = place;
    this.hidden = hidden;
    this.channel = channel;
  }

  /** Begins a file in a folder that is there. */
  static LocalWriter begin(Path place, String shown) throws IOException {
    Path hidden = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID());
    return new LocalWriter(
        shown,
        place,
        hidden,
        FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** Writes to a file of another kind, for tests. */
  static LocalWriter onto(Path device, Path place, String shown) throws IOException {
    Path hidden = place.resolveSibling("." + shown);
    FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE);
    return new LocalWriter(shown, place, hidden, channel);
  }

  @Override
  public void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw IoErrors.ofWrite(e, shown);
    }
  }

  @Override
  public TableFile finish() {
    try {
      channel.force(true);
      channel.close();
      publish();
      Files.deleteIfExists(hidden);
      Folders.sync(Objects.requireNonNull(place.getParent()));
      FileTag tag = FileTag.of(place);
      return new TableFile(shown, tag.size(), tag.etag());
    } catch (FileAlreadyExistsException e) {
      throw new TadashiException(ErrorCode.FILE_EXISTS, "'" + shown + "' is there already", e)
          .at("file", shown);
    } catch (IOException e) {
      throw IoErrors.ofWrite(e, shown);
    }
  }

  private void publish() throws IOException {
    try {
      Files.createLink(place, hidden);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      Files.move(hidden, place);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(hidden);
    } catch (IOException e) {
      throw IoErrors.ofWrite(e, shown);
    }
  }
}
