package dev.tadashi.formats.text;

import com.github.luben.zstd.ZstdInputStream;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A file of text, plain or compressed, which its name tells. What is in it comes as a stream of
 * bounded memory, however much it is.
 */
record TextFile(ObjectStore store, TableFile file) {
  private static final int HEAD = 4 << 10;
  private static final int BUFFER = 64 << 10;
  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** How files of other kinds begin. */
  private static final List<String> OTHERS =
      List.of("PAR1", "ORC", "ARROW1", "\u001f\u008b", "(\u00b5/\u00fd", "PK\u0003\u0004");

  /** Whether a part of the file can be read without what is before it. */
  boolean isPlain() {
    return !hasEnding(".gz") && !hasEnding(".zst");
  }

  /** Whether the name, without what tells the compression, ends so. */
  boolean isNamed(String ending) {
    return hasEnding(ending) || hasEnding(ending + ".gz") || hasEnding(ending + ".zst");
  }

  private boolean hasEnding(String ending) {
    return file.path().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  /** The text of a part of the file, or of all of it when it is compressed. */
  InputStream open(long from, long to) throws IOException {
    return isPlain() && from > 0 ? range(from, to) : withoutMark(isPlain() ? range(0, to) : all());
  }

  private InputStream range(long from, long to) {
    return new StoreStream(store, file, from, to);
  }

  /** All of the text, checked to be text. */
  InputStream open() throws IOException {
    return withoutMark(all());
  }

  /** A byte order mark at the start is no part of the text. */
  private InputStream withoutMark(InputStream in) throws IOException {
    BufferedInputStream text = new BufferedInputStream(in, BUFFER);
    text.mark(HEAD + 1);
    byte[] head = text.readNBytes(HEAD);
    text.reset();
    requireText(new String(head, StandardCharsets.ISO_8859_1));
    if (Arrays.mismatch(head, BOM) == BOM.length || Arrays.equals(head, BOM)) {
      text.skipNBytes(BOM.length);
    }
    return text;
  }

  /** Bytes of a byte order mark at the start of a plain file. */
  int markLength() throws IOException {
    try (InputStream head = range(0, Math.min(BOM.length, file.size()))) {
      return isPlain() && Arrays.equals(head.readAllBytes(), BOM) ? BOM.length : 0;
    }
  }

  private InputStream all() throws IOException {
    InputStream bytes = range(0, file.size());
    if (hasEnding(".gz")) {
      return new GZIPInputStream(bytes, BUFFER);
    }
    return hasEnding(".zst") ? new ZstdInputStream(bytes) : bytes;
  }

  private void requireText(String head) {
    if (head.isEmpty()) {
      throw FileErrors.corrupt(file, "it is empty");
    }
    if (OTHERS.stream().anyMatch(head::startsWith) || head.indexOf('\0') >= 0) {
      throw FileErrors.corrupt(file, "it is not text in UTF-8 but another kind of file");
    }
  }

  /** The error for a failure while its text was read. */
  TadashiException failed(IOException why) {
    return FileErrors.unreadable(store, file, why);
  }
}
