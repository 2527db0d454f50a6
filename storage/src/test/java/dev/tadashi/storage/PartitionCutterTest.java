package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Schema;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PartitionCutterTest {
  private static final TableName TABLE = new TableName("s", "t");

  @Test
  void cutsBigFilesAtRowsAndBytesInWholeRowGroups() {
    assertThat(shape(cut(file("a", 600_000, 400_000, 100_000, 2_000_000, 10))))
        .containsExactly("a[0+2]", "a[2+1]", "a[3+1]", "a[4+1]");
    FileInfo wide =
        info("w", List.of(group(10, 100 << 20), group(10, 20 << 20), group(10, 20 << 20)));
    assertThat(shape(cut(wide))).containsExactly("w[0+2]", "w[2+1]");
  }

  @Test
  void textIsCutIntoSmallerPartsThatBeginWhereTheOnesBeforeEnd() {
    FileInfo text =
        info("t", List.of(group(9, 20 << 20), group(9, 12 << 20), group(9, 8 << 20), group(9, 1)));
    List<PartitionRef> cut =
        PartitionCutter.cut(TABLE, StoreLocation.of("file:///x"), "csv", List.of(text));
    assertThat(shape(cut)).containsExactly("t[0+2]", "t[2+2]");
    assertThat(cut)
        .extracting(part -> part.slices().getFirst().offset())
        .containsExactly(0L, 32L << 20);
    assertThat(shape(cut(text))).containsExactly("t[0+4]");
  }

  @Test
  void putsSmallNeighboursTogether() {
    assertThat(shape(cut(file("a", 30_000), file("b", 30_000), file("c", 30_000), file("d", 10))))
        .containsExactly("a[0+1] b[0+1]", "c[0+1] d[0+1]");
    assertThat(shape(cut(file("a", 5), file("b", 500_000), file("c", 5))))
        .containsExactly("a[0+1]", "b[0+1]", "c[0+1]");
  }

  @Test
  void smallFilesOfDifferentFoldersStayApartUnlessThereAreManyFolders() {
    assertThat(shape(cut(file("k=1/a", 5), file("k=1/b", 5), file("k=2/a", 5))))
        .containsExactly("k=1/a[0+1] k=1/b[0+1]", "k=2/a[0+1]");
    FileInfo[] many =
        IntStream.range(0, 257).mapToObj(i -> file("k=" + i + "/f", 1)).toArray(FileInfo[]::new);
    assertThat(cut(many)).hasSize(1);
    assertThat(cut(Arrays.copyOf(many, 256))).hasSize(256);
  }

  @Test
  void filesWithoutRowsAreKept() {
    assertThat(shape(cut(file("a"), file("b", 0)))).containsExactly("a[0+0] b[0+1]");
    assertThat(cut()).isEmpty();
  }

  @Test
  void manyTinyFilesStayBounded() {
    FileInfo[] files =
        IntStream.range(0, 3000).mapToObj(i -> file("f" + i, 1)).toArray(FileInfo[]::new);
    assertThat(cut(files)).extracting(ref -> ref.slices().size()).containsExactly(1024, 1024, 952);
  }

  @Test
  void everyRowGroupIsInExactlyOnePartition() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      FileInfo[] files = new FileInfo[random.nextInt(1, 20)];
      Arrays.setAll(
          files, i -> file("f" + i, random.longs(random.nextInt(8), 0, 700_000).toArray()));
      List<PartitionRef> cut = cut(files);
      long groups = Arrays.stream(files).mapToLong(file -> file.rowGroups().size()).sum();
      List<FileSlice> slices = cut.stream().flatMap(ref -> ref.slices().stream()).toList();
      assertThat(slices.stream().mapToLong(FileSlice::rowGroups).sum()).isEqualTo(groups);
      assertThat(cut.stream().mapToLong(PartitionRef::rows).sum())
          .isEqualTo(Arrays.stream(files).mapToLong(FileInfo::rows).sum());
      assertThat(slices).doesNotHaveDuplicates();
      assertThat(cut).extracting(PartitionRef::id).doesNotHaveDuplicates();
    }
  }

  @Test
  void idsNameTheContent() {
    String id = cut(file("a", 5)).getFirst().id();
    assertThat(id).matches("[0-9a-f]{16}").isEqualTo(cut(file("a", 5)).getFirst().id());
    FileInfo changed =
        new FileInfo(new TableFile("a", 1, "other"), new Schema(List.of()), List.of(group(5, 1)));
    assertThat(cut(changed).getFirst().id()).isNotEqualTo(id);
    TableName other = new TableName("s", "u");
    assertThat(
            PartitionCutter.cut(
                    other, StoreLocation.of("file:///x"), "parquet", List.of(file("a", 5)))
                .getFirst()
                .id())
        .isNotEqualTo(id);
  }

  private static List<PartitionRef> cut(FileInfo... files) {
    return PartitionCutter.cut(TABLE, StoreLocation.of("file:///x"), "parquet", List.of(files));
  }

  private static FileInfo file(String path, long... rows) {
    return info(path, Arrays.stream(rows).mapToObj(count -> group(count, 100)).toList());
  }

  private static FileInfo info(String path, List<RowGroupInfo> groups) {
    return new FileInfo(
        new TableFile(path, 1, "e-" + path), new Schema(Collections.emptyList()), groups);
  }

  private static RowGroupInfo group(long rows, long bytes) {
    return new RowGroupInfo(rows, bytes);
  }

  private static List<String> shape(List<PartitionRef> partitions) {
    return partitions.stream().map(PartitionCutterTest::shape).toList();
  }

  private static String shape(PartitionRef partition) {
    List<String> slices =
        partition.slices().stream()
            .map(s -> s.path() + "[" + s.firstRowGroup() + "+" + s.rowGroups() + "]")
            .toList();
    return String.join(" ", slices);
  }
}
