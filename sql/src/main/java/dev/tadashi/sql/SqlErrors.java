package dev.tadashi.sql;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Map;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

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

  /** The error with that place, unless it has one already or the place is not known. */
  public static TadashiException placed(TadashiException e, SqlParserPos pos) {
    if (e.detail().where().containsKey("line") || pos.getLineNum() < 1) {
      return e;
    }
    TadashiException placed =
        at(e.code(), e.detail().message(), pos.getLineNum(), pos.getColumnNum());
    for (Map.Entry<String, String> known : e.detail().where().entrySet()) {
      placed = placed.at(known.getKey(), known.getValue());
    }
    @Nullable String hint = e.detail().hint();
    return hint == null ? placed : placed.hint(hint);
  }

  /** Something that SQL has and this engine has not yet. */
  public static TadashiException notYet(String what, int line, int column) {
    return at(ErrorCode.SQL_NOT_YET, what + " not supported yet", line, column);
  }
}
