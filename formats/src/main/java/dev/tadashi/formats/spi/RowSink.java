package dev.tadashi.formats.spi;

import java.io.IOException;

/** Takes a batch of rows; its memory is the reader's. */
@FunctionalInterface
public interface RowSink {
  void accept(RowBatch batch) throws IOException;
}
