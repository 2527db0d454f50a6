package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalWriterTest extends WritingContract {
  @TempDir private Path temp;

  @Override
  protected ObjectStore open() throws IOException {
    Path root = Files.createDirectory(temp.resolve("root"));
    return ObjectStores.open("file://" + root, new StorageConfig(List.of(root)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "/tmp/a", "x/../../a", "link/a", "link/b/c", "./a", ""})
  void nothingIsWrittenOrDeletedOutsideTheRoots(String path) throws IOException {
    try (ObjectStore store = open()) {
      Path outside = Files.createDirectory(temp.resolve("outside"));
      Files.writeString(outside.resolve("a"), "stays");
      Files.createSymbolicLink(temp.resolve("root/link"), outside);
      assertThat(FileStoreTest.failure(() -> store.create(path)))
          .isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
      assertThat(FileStoreTest.failure(() -> store.delete(path)))
          .isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
      assertThat(outside.resolve("a")).hasContent("stays");
      assertThat(outside).isDirectoryNotContaining("glob:**b");
    }
  }

  /** The device that is always full stands for a full disk. */
  @Test
  void aFullStoreSaysSo() throws IOException {
    try (LocalWriter writer = LocalWriter.onto(Path.of("/dev/full"), temp.resolve("a"), "a")) {
      assertThat(FileStoreTest.failure(() -> writer.write(ByteBuffer.wrap(new byte[10]))))
          .isEqualTo(ErrorCode.DISK_FULL);
    }
  }
}
