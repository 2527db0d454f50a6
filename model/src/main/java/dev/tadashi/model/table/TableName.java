package dev.tadashi.model.table;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;

/** A table's full name, {@code store.table}; the store never holds a dot, the table may. */
public record TableName(String store, String table) {

  @JsonCreator
  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    if (dot <= 0 || dot == text.length() - 1) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not a full table name, store.table");
    }
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  @JsonValue
  public String toString() {
    return store + "." + table;
  }
}
