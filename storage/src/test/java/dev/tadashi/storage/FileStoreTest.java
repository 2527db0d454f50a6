package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreTest {
  @TempDir private Path temp;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
  }

  @Test
  void readsAndCopiesRanges() throws IOException {
    Files.writeString(root.resolve("a.parquet"), "0123456789");
    try (ObjectStore store = open(root)) {
      TableFile file = TableFinder.find(store, "root").getFirst().files().getFirst();
      ByteBuffer buffer = ByteBuffer.allocate(4);
      store.read(file, 3, buffer);
      assertThat(new String(buffer.array(), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("3456");

      Path copy = temp.resolve("copy");
      try (FileChannel target =
          FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        store.copy(file, 6, 3, target);
      }
      assertThat(Files.readAllBytes(copy)).endsWith('6', '7', '8').hasSize(9);
    }
  }

  @Test
  void noticesAReplacedFile() throws IOException {
    Path path = Files.writeString(root.resolve("a.parquet"), "old!");
    FileTime time = Files.getLastModifiedTime(path);
    try (ObjectStore store = open(root)) {
      TableFile file = TableFinder.find(store, "root").getFirst().files().getFirst();
      Path other = Files.writeString(temp.resolve("new"), "new!");
      Files.setLastModifiedTime(other, time);
      Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);

      assertThat(failure(() -> store.read(file, 0, ByteBuffer.allocate(4))))
          .isEqualTo(ErrorCode.FILE_CHANGED);
      Files.delete(path);
      assertThat(failure(() -> store.verify(file))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
    }
  }

  @Test
  void noticesAFileThatWasWrittenOverInPlace() throws IOException {
    Path path = Files.writeString(root.resolve("a.parquet"), "old!");
    try (ObjectStore store = open(root)) {
      TableFile file = TableFinder.find(store, "root").getFirst().files().getFirst();
      Files.writeString(path, "longer");
      assertThat(failure(() -> store.verify(file))).isEqualTo(ErrorCode.FILE_CHANGED);
    }
  }

  @Test
  void refusesFoldersOutsideTheRoots() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.createSymbolicLink(root.resolve("link"), outside);
    assertThat(failure(() -> open(outside))).isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
    assertThat(failure(() -> open(root.resolve("link")))).isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
    assertThat(failure(() -> open(root.resolve("../outside"))))
        .isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
    assertThat(failure(() -> open(temp.resolve("not-there"))))
        .isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
    assertThat(failure(() -> open(root.resolve("not-there")))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
    assertThatThrownBy(() -> open(outside)).hasMessageContaining(root.toString());
    assertThatThrownBy(() -> ObjectStores.open("file:///", new StorageConfig(List.of())))
        .hasMessageContaining("--file-root");
  }

  @Test
  void aFileIsNoStore() throws IOException {
    Path file = Files.writeString(root.resolve("a.parquet"), "x");
    assertThat(failure(() -> open(file))).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aLinkThatIsBentAfterTheListingIsRefused() throws IOException {
    Path inside = Files.writeString(root.resolve("data"), "x");
    Path secret = Files.writeString(temp.resolve("secret"), "y");
    Path link = Files.createSymbolicLink(root.resolve("a.parquet"), inside);
    try (ObjectStore store = open(root)) {
      TableFile file = TableFinder.find(store, "root").getFirst().files().getFirst();
      Files.delete(link);
      Files.createSymbolicLink(link, secret);
      assertThat(failure(() -> store.read(file, 0, ByteBuffer.allocate(1))))
          .isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
      assertThat(failure(() -> store.localPath(file))).isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
      TableFile climbing = new TableFile("../secret", file.size(), file.etag());
      assertThat(failure(() -> store.localPath(climbing))).isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
    }
  }

  private ObjectStore open(Path folder) {
    return ObjectStores.open("file://" + folder, new StorageConfig(List.of(root)));
  }

  static ErrorCode failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(TadashiException.class, call).code();
  }
}
