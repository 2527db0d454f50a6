package dev.tadashi.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Expr;
import dev.tadashi.model.expr.ExprResolver;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

final class PartitionLoaderErrorsTest extends LoaderFixture {
  @Test
  void aCancelledLoadLeavesNothing() throws SQLException {
    TestFiles.duckdb(
        "copy (select i, 'v' || i %% 7 as s from range(300000) t(i)) to '%s'"
            .formatted(root.resolve("a.parquet")));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "a.parquet");
      PartitionRef all = partition(List.of(TestFiles.whole(store, "a.parquet")));
      AtomicLong rows = new AtomicLong();
      LoadProgress counting = counting(rows);
      LoadProgress once =
          new LoadProgress() {
            @Override
            public void rowsLoaded(long more) {
              counting.rowsLoaded(more);
            }

            @Override
            public boolean cancelled() {
              return rows.get() > 0;
            }
          };
      assertThatThrownBy(() -> loader().load(store, all, info.schema().fields(), once))
          .isInstanceOf(CancellationException.class);
      assertThat(rows.get()).isBetween(1L, 299_999L);
    }
  }

  @Test
  void columnsOfOtherTypesAreListedAndRefusedByNameWhenTheyAreUsed() throws IOException {
    Files.copy(TestFiles.resource("other-types.arrow"), root.resolve("other.arrow"));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "other.arrow");
      assertThat(info.schema().fields().toString()).contains("name=span, type=other(duration)");
      ExprResolver resolver = new ExprResolver(info.schema());
      assertThatThrownBy(() -> resolver.resolve(new Expr.Column("span")))
          .hasMessageContainingAll("UNSUPPORTED", "column=span", "duration");
      FileSlice all = TestFiles.slice(info, 0, 1);
      assertThat(load(store, all, List.of(Field.of("id", SimpleType.INT64))).get("id"))
          .isNotEmpty();
    }
  }

  @Test
  void columnsOfOneNameAreRefusedByName() throws IOException {
    Files.copy(TestFiles.resource("same-name-twice.parquet"), root.resolve("twice.parquet"));
    try (ObjectStore store = TestFiles.store(root)) {
      assertThatThrownBy(() -> inspect(store, "twice.parquet"))
          .hasMessageContainingAll("UNSUPPORTED", "column=same", "file=twice.parquet");
    }
  }

  @Test
  void withoutColumnsOnlyTheFilesAreVerified() throws SQLException {
    Path file = root.resolve("a.parquet");
    TestFiles.duckdb("copy (select 1 as a) to '%s'".formatted(file));
    try (ObjectStore store = TestFiles.store(root)) {
      PartitionRef all = partition(List.of(TestFiles.whole(store, "a.parquet")));
      assertThat(loader().load(store, all, List.of(), LoadProgress.none())).isEmpty();
      TestFiles.duckdb("copy (select 1 as a, 2 as b) to '%s'".formatted(file));
      TadashiException changed =
          catchThrowableOfType(
              TadashiException.class,
              () -> loader().load(store, all, List.of(), LoadProgress.none()));
      assertThat(changed.code()).isEqualTo(ErrorCode.FILE_CHANGED);
    }
  }

  @Test
  void tooLittleMemoryIsAnErrorAndLeavesNothing() throws SQLException {
    TestFiles.duckdb(
        "copy (select i, 'v' || i %% 7 as s from range(300000) t(i)) to '%s'"
            .formatted(root.resolve("a.parquet")));
    try (ObjectStore store = TestFiles.store(root);
        BufferAllocator small = allocator.newChildAllocator("small", 0, 1 << 20)) {
      PartitionRef all = partition(List.of(TestFiles.whole(store, "a.parquet")));
      PartitionLoader loader = new PartitionLoader(small, new DictionaryRegistry(small), scratch);
      List<Field> columns = List.of(Field.of("i", SimpleType.INT64));
      TadashiException full =
          catchThrowableOfType(
              TadashiException.class, () -> loader.load(store, all, columns, LoadProgress.none()));
      assertThat(full.code()).isEqualTo(ErrorCode.MEMORY_EXCEEDED);
      assertThat(small.getAllocatedMemory()).isZero();
    }
  }
}
