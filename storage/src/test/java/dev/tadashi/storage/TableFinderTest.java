package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableFinderTest {
  @TempDir private Path temp;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
  }

  @Test
  void filesAndFoldersAreTables() throws IOException {
    files(
        "airlines.parquet", "Planes.PARQUET", "flights/2013-02.parquet", "flights/2013-01.parquet");
    List<FoundTable> found = find();
    assertThat(found).extracting(FoundTable::name).containsExactly("Planes", "airlines", "flights");
    assertThat(found).allMatch(table -> table.format().equals("parquet") && table.error() == null);
    assertThat(found.getLast().files())
        .extracting(TableFile::path)
        .containsExactly("flights/2013-01.parquet", "flights/2013-02.parquet");
    assertThat(found.getFirst().bytes()).isEqualTo(1);
  }

  @Test
  void hiddenTemporaryAndUnknownFilesAreLeftAlone() throws IOException {
    files(".a.parquet", "_a.parquet", "a.parquet.crc", "README.md", "x.xlsx", "empty/notes.txt");
    files("t/_SUCCESS", "t/.part.parquet.crc", "t/_temporary/part.parquet", "t/part.parquet");
    files("_temporary/a.parquet", ".git/a.parquet", "t/part.parquet.tmp");
    files("t/_temporary=1/.x.parquet", "half.tmp/a.parquet", ".k=1/a.parquet");
    List<FoundTable> found = find();
    assertThat(found).extracting(FoundTable::name).containsExactly("t");
    assertThat(found.getFirst().files())
        .extracting(TableFile::path)
        .containsExactly("t/part.parquet");
  }

  @Test
  void namesWithSpacesUnicodeAndPercentSigns() throws IOException {
    files("année 100%/größe + 1%20.parquet", "日本.v2.parquet", "q?x=1&y#z/a.parquet", "=/b.orc");
    assertThat(find())
        .extracting(FoundTable::name)
        .containsExactly("=", "année 100%", "q?x=1&y#z", "日本.v2");
  }

  @Test
  void eachFolderThatHoldsFilesIsATableNamedByItsPath() throws IOException {
    files("deep/er/a.parquet", "deep/er/b.parquet", "deep/er/still/c.csv", "deep/d.orc");
    assertThat(find())
        .extracting(FoundTable::name)
        .containsExactly("deep", "deep/er", "deep/er/still");
    assertThat(find()).extracting(table -> table.files().size()).containsExactly(1, 2, 1);
  }

  @Test
  void keyFoldersArePartsOfTheFolderTheyAreIn() throws IOException {
    files("a/b/year=2023/month=1/x.parquet", "a/b/year=2023/month=2/x.parquet");
    files("a/b/year=2024/month=1/more/y.parquet", "a/year/z.parquet", "c/_k=1/x.parquet");
    assertThat(find()).extracting(FoundTable::name).containsExactly("a/b", "a/year", "c");
    assertThat(find().getFirst().files()).hasSize(3);
    assertThat(find()).allMatch(table -> table.error() == null);
  }

  @Test
  void keyFoldersInTheRootAreATableNamedAsTheStore() throws IOException {
    files("k=1/x.parquet", "k=2/x.parquet", "single.parquet");
    assertThat(find()).extracting(FoundTable::name).containsExactly("root", "single");
    files("root/y.parquet");
    assertThat(error(find().getFirst()).describe()).contains("key=value", "root/", "rename");
  }

  @Test
  void aFolderWithOtherKeysIsNamedInTheErrorOfItsTable() throws IOException {
    files("t/y=1/m=1/x.parquet", "t/y=1/m=2/x.parquet", "t/m=3/x.parquet", "u/k=1/x.parquet");
    List<FoundTable> found = find();
    assertThat(error(found.getFirst()).describe()).contains("'t/m=3'", "[m]", "[m, y]");
    assertThat(found.getLast().error()).isNull();
    files("u/x.parquet");
    assertThat(error(find().getLast()).describe()).contains("'u/k=1'", "[k]", "[]");
  }

  @Test
  void linksInCirclesHaveAnEnd() throws IOException {
    files("a/1.parquet", "b/2.parquet");
    Files.createSymbolicLink(root.resolve("a/up"), root);
    Files.createSymbolicLink(root.resolve("a/over"), root.resolve("b"));
    Files.createSymbolicLink(root.resolve("b/back"), root.resolve("a"));
    assertThat(find()).extracting(FoundTable::name).containsExactly("a", "a/over", "b", "b/back");
  }

  @Test
  void aNameClashIsAnErrorOfThatTableOnly() throws IOException {
    files("a.parquet", "a/1.parquet", "b.parquet");
    List<FoundTable> found = find();
    assertThat(found).extracting(FoundTable::name).containsExactly("a", "b");
    assertThat(error(found.getFirst()).describe()).contains("a.parquet and a/", "rename");
    assertThat(found.getLast().error()).isNull();
  }

  @Test
  void aLinkThatLeavesTheRootIsAnErrorOfItsTableOnly() throws IOException {
    Path secret = Files.writeString(temp.resolve("secret.parquet"), "x");
    files("good.parquet", "bad/1.parquet");
    Files.createSymbolicLink(root.resolve("bad/2.parquet"), secret);
    Files.createSymbolicLink(root.resolve("broken.parquet"), root.resolve("nowhere"));
    Files.createSymbolicLink(root.resolve("escape"), temp);
    Files.createSymbolicLink(root.resolve("inside"), root.resolve("bad"));
    List<FoundTable> found = find();
    assertThat(found)
        .extracting(FoundTable::name)
        .containsExactly("bad", "broken", "good", "inside");
    assertThat(error(found.getFirst()).name()).isEqualTo("PATH_NOT_ALLOWED");
    assertThat(error(found.get(1)).name()).isEqualTo("FILE_NOT_FOUND");
    assertThat(found.get(2).error()).isNull();
  }

  @Test
  void anEmptyRootHasNoTables() {
    assertThat(find()).isEmpty();
  }

  private static ErrorDetail error(FoundTable table) {
    return Objects.requireNonNull(table.error());
  }

  private void files(String... paths) throws IOException {
    for (String path : paths) {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
  }

  private List<FoundTable> find() {
    try (ObjectStore store =
        ObjectStores.open("file://" + root, new StorageConfig(List.of(root)))) {
      return TableFinder.find(store, "root");
    }
  }
}
