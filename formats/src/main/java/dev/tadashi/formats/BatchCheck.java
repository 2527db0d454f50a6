package dev.tadashi.formats;

import dev.tadashi.engine.column.TextCheck;
import dev.tadashi.engine.column.VectorCheck;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Checks a batch from outside before any of it is read: all that it points to must be there. */
public final class BatchCheck {
  private final String column;
  private final DictionaryProvider entries;

  private BatchCheck(String column, DictionaryProvider entries) {
    this.column = column;
    this.entries = entries;
  }

  /** Fails with the column's name when something that the batch points to is not there. */
  public static void check(VectorSchemaRoot batch, DictionaryProvider entries) {
    for (FieldVector vector : batch.getFieldVectors()) {
      try {
        new BatchCheck(vector.getName(), entries).check(vector, batch.getRowCount());
      } catch (IOException e) {
        throw damaged(vector.getName(), String.valueOf(e.getMessage()));
      }
    }
  }

  private void check(FieldVector vector, int rows) throws IOException {
    VectorCheck.check(vector, rows);
    if (vector.getField().getDictionary() != null) {
      codes(vector);
      return;
    }
    int invalid = TextCheck.firstInvalid(vector, rows);
    if (invalid >= 0) {
      throw new IOException("the text of row " + invalid + " of a batch is not UTF-8");
    }
    for (VectorCheck.Inner inner : VectorCheck.inner(vector, rows)) {
      check(inner.vector(), inner.rows());
    }
  }

  private void codes(FieldVector vector) throws IOException {
    Dictionary dictionary = entries.lookup(vector.getField().getDictionary().getId());
    if (dictionary == null) {
      throw new IOException("its dictionary did not come");
    }
    FieldVector values = dictionary.getVector();
    check(values, values.getValueCount());
    VectorCheck.codes(vector, values.getValueCount());
  }

  static TadashiException damaged(String column, String why) {
    return new TadashiException(ErrorCode.INVALID_ARGUMENT, "column '" + column + "': " + why)
        .at("column", column);
  }
}
