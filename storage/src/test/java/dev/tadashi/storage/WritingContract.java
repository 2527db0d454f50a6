package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does that is written to. */
public abstract class WritingContract {

  /** An empty store, new for each test. */
  protected abstract ObjectStore open() throws Exception;

  /** 8 MiB is where requests to S3 are cut. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000, 8 << 20, (8 << 20) + 1, (20 << 20) + 7})
  void whatWasWrittenIsReadAsItWas(int size) throws Exception {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    try (ObjectStore store = open()) {
      TableFile file = write(store, "a/b c/%d=ü.parquet", content);
      assertThat(file.size()).isEqualTo(size);
      ByteBuffer back = ByteBuffer.allocate(size);
      if (size > 0) {
        store.read(file, 0, back);
      }
      assertThat(back.array()).isEqualTo(content);
      store.verify(file);
      assertThat(store.find(file.path())).contains(file);
      assertThat(listed(store)).containsExactly(file);
    }
  }

  @Test
  void anObjectIsNotThereBeforeItIsFinished() throws Exception {
    try (ObjectStore store = open()) {
      try (ObjectWriter writer = store.create("a")) {
        writer.write(ByteBuffer.wrap(new byte[9 << 20]));
        assertThat(store.find("a")).isEmpty();
      }
      assertThat(store.find("a")).isEmpty();
      assertThat(listed(store)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 9 << 20})
  void anObjectIsNeverReplaced(int size) throws Exception {
    try (ObjectStore store = open()) {
      TableFile first = write(store, "a", new byte[] {1, 2, 3});
      TadashiException failure =
          catchThrowableOfType(TadashiException.class, () -> write(store, "a", new byte[size]));
      assertThat(failure.code()).isEqualTo(ErrorCode.FILE_EXISTS);
      assertThat(failure).hasMessageContaining("'a'");
      assertThat(listed(store)).containsExactly(first);
    }
  }

  @Test
  void ofManyWhoWriteTheSameNameOneWins() throws Exception {
    try (ObjectStore store = open()) {
      List<CompletableFuture<Boolean>> tries =
          IntStream.range(0, 8)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> wins(store, (byte) i)))
              .toList();
      long winners = tries.stream().filter(CompletableFuture::join).count();
      assertThat(winners).isEqualTo(1);
      assertThat(listed(store)).hasSize(1);
    }
  }

  private static boolean wins(ObjectStore store, byte value) {
    try {
      write(store, "same", new byte[] {value});
      return true;
    } catch (TadashiException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.FILE_EXISTS);
      return false;
    }
  }

  @Test
  void aDeletedObjectIsGoneAndMayBeDeletedAgain() throws Exception {
    try (ObjectStore store = open()) {
      TableFile file = write(store, "folder/a", new byte[] {1});
      write(store, "folder/b", new byte[] {1});
      store.delete("folder/a");
      store.delete("folder/a");
      store.delete("nowhere/at/all");
      assertThat(store.find("folder/a")).isEmpty();
      assertThat(listed(store)).extracting(TableFile::path).containsExactly("folder/b");
      TadashiException failure =
          catchThrowableOfType(TadashiException.class, () -> store.verify(file));
      assertThat(failure.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
    }
  }

  /** Writes a whole object, in pieces. */
  protected static TableFile write(ObjectStore store, String path, byte[] content) {
    try (ObjectWriter writer = store.create(path)) {
      for (int from = 0; from < content.length; from += 3_000_000) {
        writer.write(ByteBuffer.wrap(content, from, Math.min(3_000_000, content.length - from)));
      }
      return writer.finish();
    }
  }

  protected static List<TableFile> listed(ObjectStore store) {
    List<TableFile> files = new ArrayList<>();
    store.list(
        "",
        new ObjectVisitor() {
          @Override
          public boolean enter(String folder) {
            return true;
          }

          @Override
          public void object(TableFile file) {
            files.add(file);
          }

          @Override
          public void refused(String path, TadashiException why) {
            throw why;
          }
        });
    return files;
  }
}
