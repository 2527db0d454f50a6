package dev.tadashi.formats.text;

import de.siegmar.fastcsv.reader.CsvIndex;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.IndexedCsvReader;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.LocalCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where a plain file can be cut: at the starts of records, so many bytes apart.
 *
 * @param scratch folder for short-lived local copies
 * @param bytes of a group at least
 */
record CsvGroups(Path scratch, long bytes) {
  static final long BYTES = 8 << 20;

  /** Records are looked at in pages, which are smaller where records are wide. */
  private static final int PAGE_VALUES = 64 << 10;

  /** The starts of all groups but the first; none where the file is small or compressed. */
  List<GroupStart> starts(TextFile text, CsvHeader header) throws IOException {
    if (!text.isPlain() || text.file().size() <= 2 * bytes) {
      return List.of();
    }
    try (LocalCopy local = LocalCopy.whole(text.store(), text.file(), scratch)) {
      int rows = (int) Math.min(bytes / 16, PAGE_VALUES / header.names().size());
      return cut(index(local.path(), header, Math.max(1, rows)));
    } catch (CsvParseException e) {
      throw FileErrors.corrupt(text.file(), FileErrors.firstLine(e), e);
    }
  }

  private static CsvIndex index(Path path, CsvHeader header, int pageRows) throws IOException {
    try (IndexedCsvReader<CsvRecord> reader =
        IndexedCsvReader.builder()
            .fieldSeparator(header.separator())
            .pageSize(pageRows)
            .ofCsvRecord(path, StandardCharsets.ISO_8859_1)) {
      return reader.getIndex();
    }
  }

  private List<GroupStart> cut(CsvIndex index) {
    List<GroupStart> starts = new ArrayList<>();
    long last = 0;
    for (CsvIndex.CsvPage page : index.pages()) {
      if (page.offset() - last >= bytes) {
        starts.add(new GroupStart(page.offset(), page.startingLineNumber()));
        last = page.offset();
      }
    }
    return starts;
  }
}
