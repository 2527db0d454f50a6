package dev.tadashi.sql.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one window that can be run: {@code select ... from (select ..., row_number() over
 * (partition by ... order by ...) as r from ...) where r <= n}.
 */
final class RankFilters {
  private RankFilters() {}

  /** The window of a query's sub-query that its filter makes a list of the first rows; or none. */
  static @Nullable SqlNode window(SqlSelect query) {
    if (query.getFrom() == null || query.getWhere() == null) {
      return null;
    }
    SqlNode from = query.getFrom();
    SqlNode bare = from.getKind() == SqlKind.AS ? ((SqlCall) from).operand(0) : from;
    if (!(bare instanceof SqlSelect inner) || inner.getGroup() != null || inner.isDistinct()) {
      return null;
    }
    List<SqlNode> windows = new ArrayList<>();
    for (SqlNode item : inner.getSelectList()) {
      if (item.getKind() == SqlKind.AS
          && ((SqlCall) item).operand(0) instanceof SqlCall over
          && isRowNumber(over)
          && isBounded(query.getWhere(), ((SqlCall) item).operand(1))) {
        windows.add(over);
      }
    }
    return windows.size() == 1 ? windows.getFirst() : null;
  }

  private static boolean isRowNumber(SqlCall over) {
    return over.getKind() == SqlKind.OVER
        && over.operand(0) instanceof SqlCall function
        && function.getOperator().getName().equalsIgnoreCase("row_number")
        && over.operand(1) instanceof SqlWindow window
        && window.getRefName() == null
        && window.getLowerBound() == null
        && window.getUpperBound() == null;
  }

  private static boolean isBounded(SqlNode condition, SqlIdentifier column) {
    if (!(condition instanceof SqlCall call)) {
      return false;
    }
    return switch (call.getKind()) {
      case AND -> call.getOperandList().stream().anyMatch(each -> isBounded(each, column));
      case EQUALS -> isBelow(call, 0, column) || isBelow(call, 1, column);
      case LESS_THAN, LESS_THAN_OR_EQUAL -> isBelow(call, 0, column);
      case GREATER_THAN, GREATER_THAN_OR_EQUAL -> isBelow(call, 1, column);
      default -> false;
    };
  }

  private static boolean isBelow(SqlCall call, int side, SqlIdentifier column) {
    return is(call.operand(side), column) && call.operand(1 - side) instanceof SqlNumericLiteral;
  }

  private static boolean is(SqlNode node, SqlIdentifier column) {
    return node instanceof SqlIdentifier id
        && id.names
            .getLast()
            .toLowerCase(Locale.ROOT)
            .equals(column.getSimple().toLowerCase(Locale.ROOT));
  }
}
