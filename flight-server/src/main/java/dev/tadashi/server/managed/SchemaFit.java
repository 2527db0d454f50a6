package dev.tadashi.server.managed;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TypeWidening;

/** Whether columns that are written fit those of a table. */
final class SchemaFit {
  private SchemaFit() {}

  /** Fails by the first column that does not. */
  static void check(TableName table, Schema there, Schema written) {
    for (Field column : written.fields()) {
      int index = there.indexOf(column.name());
      if (index < 0) {
        throw refused(
            ErrorCode.UNKNOWN_COLUMN,
            table,
            column,
            "the table has no column '%s'".formatted(column.name()));
      }
      checkType(table, there.field(index), column);
    }
    for (Field column : there.fields()) {
      if (!column.nullable() && written.indexOf(column.name()) < 0) {
        throw refused(
            ErrorCode.TYPE_MISMATCH,
            table,
            column,
            "the column '%s' may not be null and is not written".formatted(column.name()));
      }
    }
    checkOnce(table, there, written);
  }

  static boolean fits(TableName table, Schema there, Schema written) {
    try {
      check(table, there, written);
      return true;
    } catch (TadashiException e) {
      return false;
    }
  }

  private static void checkType(TableName table, Field there, Field written) {
    boolean fits =
        written.type() == SimpleType.NULL
            ? there.nullable()
            : TypeWidening.isKeptAs(written.type(), there.type());
    if (!fits) {
      throw refused(
              ErrorCode.TYPE_MISMATCH,
              table,
              there,
              "the column '%s' is %s and %s does not widen to that"
                  .formatted(there.name(), there.type().text(), written.type().text()))
          .hint("cast it to " + there.type().text());
    }
  }

  /** Two columns that are written may not mean the same column of the table. */
  private static void checkOnce(TableName table, Schema there, Schema written) {
    for (Field column : there.fields()) {
      long times =
          written.fields().stream()
              .filter(each -> there.field(there.indexOf(each.name())).equals(column))
              .count();
      if (times > 1) {
        throw refused(
            ErrorCode.INVALID_ARGUMENT,
            table,
            column,
            "the column '%s' is written %d times".formatted(column.name(), times));
      }
    }
  }

  private static TadashiException refused(
      ErrorCode code, TableName table, Field column, String message) {
    return new TadashiException(code, message)
        .at("column", column.name())
        .at("table", table.toString());
  }
}
