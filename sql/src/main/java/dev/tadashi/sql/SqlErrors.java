package dev.tadashi.sql;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;

/** Errors that name a place in the statement; lines and columns count from 1. */
public final class SqlErrors {
  private SqlErrors() {}

  /** An error at a place. */
  public static TadashiException at(ErrorCode code, String message, int line, int column) {
    String place = " (line " + line + ", column " + column + ")";
    return new TadashiException(code, message + place)
        .at("line", Integer.toString(line))
        .at("column", Integer.toString(column));
  }

  /** Something that SQL has and this engine has not yet. */
  public static TadashiException notYet(String what, int line, int column) {
    return at(ErrorCode.SQL_NOT_YET, what + " not supported yet", line, column);
  }
}
