package dev.tadashi.formats.text;

import dev.tadashi.formats.spi.FileErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The first line of a file of separated values.
 *
 * @param names of the columns; one without a name is called by its position
 * @param separator a tab in {@code .tsv} files, else a comma, or that of comma, tab, semicolon and
 *     bar which makes most columns of the line
 */
record CsvHeader(List<String> names, char separator) {
  private static final char[] SEPARATORS = {',', '\t', ';', '|'};

  static CsvHeader read(TextFile text) throws IOException {
    char separator = text.isNamed(".tsv") ? '\t' : separator(text);
    List<String> names = new ArrayList<>();
    try (InputStream in = text.open();
        CsvRecords records = new CsvRecords(text.file(), separator, in, names(names))) {
      records.next();
    }
    FileErrors.requireDifferentNames(text.file(), names);
    return new CsvHeader(List.copyOf(names), separator);
  }

  private static char separator(TextFile text) throws IOException {
    byte[] line;
    try (InputStream in = text.open()) {
      line = firstLine(in.readNBytes(64 << 10));
    }
    char best = SEPARATORS[0];
    int most = count(text, line, best);
    for (int i = 1; i < SEPARATORS.length; i++) {
      int found = count(text, line, SEPARATORS[i]);
      if (found > most) {
        most = found;
        best = SEPARATORS[i];
      }
    }
    return best;
  }

  private static byte[] firstLine(byte[] head) {
    int end = 0;
    while (end < head.length && head[end] != '\n' && head[end] != '\r') {
      end++;
    }
    return java.util.Arrays.copyOf(head, end);
  }

  /** Values in the line; a line that is cut within quotes counts as one. */
  private static int count(TextFile text, byte[] line, char separator) throws IOException {
    InputStream in = new ByteArrayInputStream(line);
    try (CsvRecords records =
        new CsvRecords(text.file(), separator, in, names(new ArrayList<>()))) {
      return records.next() ? records.count() : 1;
    } catch (dev.tadashi.model.error.TadashiException e) {
      return 1;
    }
  }

  private static Fields names(List<String> names) {
    return new Fields() {
      @Override
      public void field(int column, byte[] text, int length, boolean quoted, long line) {
        String name = new String(text, 0, length, StandardCharsets.UTF_8);
        names.add(name.isEmpty() ? "column" + (column + 1) : name);
      }

      @Override
      public boolean wants(int column) {
        return true;
      }
    };
  }
}
