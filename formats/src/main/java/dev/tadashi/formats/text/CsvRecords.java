package dev.tadashi.formats.text;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The records of separated values. The tokenizer is given bytes as if each were a character: all it
 * looks for is ASCII, and the values stay the UTF-8 that columns hold, without being decoded and
 * encoded. Blank lines are no records.
 */
final class CsvRecords implements AutoCloseable {
  private final TableFile file;
  private final Handler handler;
  private final CsvReader<Boolean> reader;
  private final CloseableIterator<Boolean> records;

  CsvRecords(TableFile file, char separator, InputStream text, Fields fields) {
    this.file = file;
    this.handler = new Handler(fields);
    this.reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowUnclosedQuote(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .build(handler, new InputStreamReader(text, StandardCharsets.ISO_8859_1));
    this.records = reader.iterator();
  }

  private static final class Handler extends AbstractBaseCsvCallbackHandler<Boolean> {
    private final Fields fields;
    private byte[] bytes = new byte[256];
    private int size;
    private boolean muted;

    Handler(Fields fields) {
      this.fields = fields;
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
      size = 0;
    }

    @Override
    protected void handleField(int column, char[] text, int offset, int length, boolean quoted) {
      size += length;
      if (muted || !fields.wants(column)) {
        return;
      }
      if (length > bytes.length) {
        bytes = new byte[Math.max(length, 2 * bytes.length)];
      }
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) text[offset + i];
      }
      fields.field(column, bytes, length, quoted, getStartingLineNumber());
    }

    @Override
    protected Boolean buildRecord() {
      return Boolean.TRUE;
    }

    int count() {
      return getFieldCount();
    }

    long line() {
      return getStartingLineNumber();
    }
  }

  /** Reads the next record without its values; false when there is none. */
  boolean skip() throws IOException {
    handler.muted = true;
    boolean more = next();
    handler.muted = false;
    return more;
  }

  /** Reads the next record; false when there is none. */
  boolean next() throws IOException {
    try {
      boolean more = records.hasNext();
      if (more) {
        records.next();
      }
      return more;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      throw failure(e);
    }
  }

  private TadashiException failure(CsvParseException e) throws IOException {
    Throwable cause = e.getCause();
    if (cause instanceof TadashiException ours) {
      return ours;
    }
    if (cause instanceof IOException io) {
      throw io;
    }
    String why = cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
    return FileErrors.corrupt(file, FileErrors.firstLine(e) + why, e);
  }

  /** How many values the record has. */
  int count() {
    return handler.count();
  }

  /** Where the record begins, from 1. */
  long line() {
    return handler.line();
  }

  /** Bytes of the record's values. */
  int bytes() {
    return handler.size;
  }

  @Override
  public void close() throws IOException {
    records.close();
    reader.close();
  }
}
