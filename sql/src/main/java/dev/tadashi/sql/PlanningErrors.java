package dev.tadashi.sql;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.sql.function.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;

/** What Calcite throws, as a user's error. */
final class PlanningErrors {
  /** What is said when Calcite fails without a word that a user would understand. */
  static final String NOT_HANDLED = "the planner cannot handle this statement";

  private static final Pattern COLUMN = Pattern.compile("Column '([^']*)' not found in .*");
  private static final Pattern FUNCTION =
      Pattern.compile(
          "(?:No match found for function signature|Invalid number of arguments to"
              + " function) '?([^(' ]*).*",
          Pattern.DOTALL);
  private static final Pattern TYPES = Pattern.compile("(?:Cannot apply|Illegal mixing|Values).*");

  private static final Pattern TIMES =
      Pattern.compile(
          "Cannot apply '-' to arguments of type '<(?:DATE|TIME)[^>]*> - <(?:DATE|TIME)");

  private PlanningErrors() {}

  static TadashiException translate(Throwable failure, String sql, SqlCatalog catalog) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof TadashiException known) {
        return known;
      } else if (at instanceof CalciteContextException context) {
        return validation(context, sql, catalog);
      } else if (at instanceof StackOverflowError) {
        return new TadashiException(
            ErrorCode.SQL_INVALID, "the statement is nested too deeply", failure);
      }
    }
    return new TadashiException(ErrorCode.SQL_NOT_YET, NOT_HANDLED, failure)
        .hint("write it another way; a part that is left out tells which one it is");
  }

  private static TadashiException validation(
      CalciteContextException context, String sql, SqlCatalog catalog) {
    Throwable cause = context.getCause();
    String message = String.valueOf(cause == null ? context.getMessage() : cause.getMessage());
    int line = Math.max(1, context.getPosLine());
    int column = Math.max(1, context.getPosColumn());
    Matcher unknownColumn = COLUMN.matcher(message);
    if (unknownColumn.matches()) {
      return unknownColumn(unknownColumn.group(1), sql, catalog, line, column);
    }
    Matcher unknownFunction = FUNCTION.matcher(message);
    if (unknownFunction.matches()) {
      return unknownFunction(unknownFunction.group(1), message, line, column);
    }
    if (TIMES.matcher(message).lookingAt()) {
      return SqlErrors.notYet("the difference of two times, which is an interval, is", line, column)
          .hint("DATE_DIFF('second', earlier, later) counts units between them");
    }
    ErrorCode code =
        TYPES.matcher(message).lookingAt() ? ErrorCode.TYPE_MISMATCH : ErrorCode.SQL_INVALID;
    return SqlErrors.at(code, message.replace('\n', ' '), line, column);
  }

  private static TadashiException unknownColumn(
      String name, String sql, SqlCatalog catalog, int line, int column) {
    return SqlErrors.at(ErrorCode.UNKNOWN_COLUMN, "there is no column '" + name + "'", line, column)
        .at("column", name)
        .hint(DidYouMean.hint(name, columns(sql, catalog), "DESCRIBE lists a table's columns"));
  }

  /** Columns of all tables whose names occur in the statement. */
  private static List<String> columns(String sql, SqlCatalog catalog) {
    String lower = sql.toLowerCase(Locale.ROOT);
    List<String> names = new ArrayList<>();
    for (String schema : catalog.schemas()) {
      for (String table : catalog.relations(schema)) {
        if (lower.contains(table.toLowerCase(Locale.ROOT))) {
          catalog.find(schema, table).ifPresent(relation -> names.addAll(columns(relation)));
        }
      }
    }
    return names;
  }

  private static List<String> columns(SqlRelation relation) {
    Schema schema =
        switch (relation) {
          case SqlRelation.Table table -> table.schema();
          case SqlRelation.Rows rows -> rows.schema();
          case SqlRelation.View view -> new Schema(List.of());
        };
    return schema.fields().stream().map(Field::name).toList();
  }

  private static TadashiException unknownFunction(
      String name, String message, int line, int column) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (Operators.INSTANCE.names().contains(lower)) {
      return SqlErrors.at(
          ErrorCode.TYPE_MISMATCH,
          "'" + lower + "' does not take these arguments: " + message.replace('\n', ' '),
          line,
          column);
    }
    return SqlErrors.at(
            ErrorCode.UNKNOWN_FUNCTION, "there is no function '" + lower + "'", line, column)
        .at("function", lower)
        .hint(DidYouMean.hint(lower, Operators.INSTANCE.names(), "SHOW FUNCTIONS lists them"));
  }
}
