package dev.tadashi.sql.parse;

import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Names a column that the user did not name, as PostgreSQL does. */
final class ResultNames {
  private static final String UNNAMED = "?column?";

  private ResultNames() {}

  /** The items, each with a name. */
  static SqlNodeList named(SqlNodeList items) {
    SqlNodeList named = new SqlNodeList(items.getParserPosition());
    items.forEach(item -> named.add(needsName(item) ? as(item, nameOf(item)) : item));
    return named;
  }

  private static boolean needsName(SqlNode item) {
    return item instanceof SqlCall call
        && call.getKind() != SqlKind.AS
        && !call.getOperator().getName().contains("STAR")
        && !call.getOperator().getName().contains("*");
  }

  static SqlNode as(SqlNode item, String name) {
    SqlParserPos pos = item.getParserPosition();
    return SqlStdOperatorTable.AS.createCall(pos, item, new SqlIdentifier(name, pos));
  }

  private static String nameOf(SqlNode node) {
    return switch (node) {
      case SqlIdentifier column -> column.names.getLast();
      case SqlSelect select -> subqueryName(select);
      case SqlCall call -> callName(call);
      default -> UNNAMED;
    };
  }

  private static String callName(SqlCall call) {
    return switch (call.getKind()) {
      case CAST, SAFE_CAST -> castName(call);
      case CASE -> "case";
      case EXISTS -> "exists";
      case FILTER, OVER, WITHIN_GROUP -> nameOf(call.operand(0));
      default ->
          call.getOperator() instanceof SqlFunction
              ? call.getOperator().getName().toLowerCase(Locale.ROOT)
              : UNNAMED;
    };
  }

  private static String subqueryName(SqlSelect select) {
    SqlNode first = select.getSelectList().get(0);
    return first instanceof SqlCall as && as.getKind() == SqlKind.AS
        ? nameOf(as.operand(1))
        : nameOf(first);
  }

  private static String castName(SqlCall call) {
    String inner = nameOf(call.operand(0));
    return inner.equals(UNNAMED) && call.operand(1) instanceof SqlDataTypeSpec type
        ? type.getTypeName().getSimple().toLowerCase(Locale.ROOT)
        : inner;
  }

  /** Whether a name stands for ALL in GROUP BY or ORDER BY. */
  static boolean isAll(SqlNode node) {
    SqlNode bare = node instanceof SqlCall call && isOrder(call.getKind()) ? call.operand(0) : node;
    return bare instanceof SqlIdentifier id && id.isSimple() && id.getSimple().equals(Prescan.ALL);
  }

  private static boolean isOrder(SqlKind kind) {
    return kind == SqlKind.DESCENDING || kind == SqlKind.NULLS_FIRST || kind == SqlKind.NULLS_LAST;
  }

  /** What an item of a select list is without its name. */
  static SqlNode bare(SqlNode item) {
    return SqlUtil.stripAs(item);
  }
}
