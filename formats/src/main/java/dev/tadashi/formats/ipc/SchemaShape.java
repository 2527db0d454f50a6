package dev.tadashi.formats.ipc;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.TableFile;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.Schema;

/**
 * Looks at a schema message before it is turned into fields, which is done by calls as deep as the
 * message nests. Fields are found by offsets, so that a small message can claim many times the
 * fields that its bytes have room for.
 */
final class SchemaShape {
  /** A field takes more: its table, its name, its type. */
  private static final int LEAST_FIELD_BYTES = 8;

  private final TableFile file;
  private long left;

  private SchemaShape(TableFile file, int bytes) {
    this.file = file;
    this.left = bytes / LEAST_FIELD_BYTES;
  }

  /** Refuses a schema message that nests too deeply or claims too much. */
  static void check(TableFile file, Message message) {
    if (message.header(new Schema()) instanceof Schema schema) {
      new SchemaShape(file, message.getByteBuffer().capacity()).check(schema);
    }
  }

  private void check(Schema schema) {
    for (int i = 0; i < schema.fieldsLength(); i++) {
      Field field = schema.fields(i);
      check(field, String.valueOf(field.name()), 1);
    }
  }

  private void check(Field field, String column, int level) {
    if (level > FileErrors.MAX_DEPTH) {
      throw FileErrors.tooDeep(file, column);
    }
    if (--left < 0) {
      throw FileErrors.corrupt(file, "its schema claims more fields than it has bytes");
    }
    for (int i = 0; i < field.childrenLength(); i++) {
      check(field.children(i), column, level + 1);
    }
  }
}
