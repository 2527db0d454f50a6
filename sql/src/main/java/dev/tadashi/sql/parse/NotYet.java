package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.SqlErrors;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses, by name and place, what the engine cannot run. */
final class NotYet extends SqlBasicVisitor<@Nullable Void> {
  private static final NotYet IN_EXPRESSIONS =
      new NotYet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private static final Map<SqlKind, String> KINDS =
      Map.ofEntries(
          Map.entry(SqlKind.JOIN, "joins are"),
          Map.entry(SqlKind.OVER, "window functions are"),
          Map.entry(SqlKind.PIVOT, "PIVOT is"),
          Map.entry(SqlKind.UNPIVOT, "UNPIVOT is"),
          Map.entry(SqlKind.MATCH_RECOGNIZE, "MATCH_RECOGNIZE is"),
          Map.entry(SqlKind.TABLESAMPLE, "TABLESAMPLE is"),
          Map.entry(SqlKind.SNAPSHOT, "FOR SYSTEM_TIME is"),
          Map.entry(SqlKind.UNNEST, "UNNEST is"),
          Map.entry(SqlKind.LATERAL, "LATERAL is"),
          Map.entry(SqlKind.COLLECTION_TABLE, "table functions are"),
          Map.entry(SqlKind.WITHIN_GROUP, "WITHIN GROUP is"),
          Map.entry(SqlKind.WITHIN_DISTINCT, "WITHIN DISTINCT is"),
          Map.entry(SqlKind.RESPECT_NULLS, "RESPECT NULLS is"),
          Map.entry(SqlKind.IGNORE_NULLS, "IGNORE NULLS is"),
          Map.entry(SqlKind.ARRAY_VALUE_CONSTRUCTOR, "arrays are"),
          Map.entry(SqlKind.ARRAY_QUERY_CONSTRUCTOR, "arrays are"),
          Map.entry(SqlKind.MAP_VALUE_CONSTRUCTOR, "maps are"),
          Map.entry(SqlKind.MAP_QUERY_CONSTRUCTOR, "maps are"),
          Map.entry(SqlKind.MULTISET_VALUE_CONSTRUCTOR, "multisets are"),
          Map.entry(SqlKind.MULTISET_QUERY_CONSTRUCTOR, "multisets are"),
          Map.entry(SqlKind.CURSOR, "cursors are"),
          Map.entry(SqlKind.LAMBDA, "lambdas are"),
          Map.entry(SqlKind.ITEM, "elements of arrays are"),
          Map.entry(SqlKind.ROW, "row values are"),
          Map.entry(SqlKind.INSERT, "INSERT is"),
          Map.entry(SqlKind.UPDATE, "UPDATE is"),
          Map.entry(SqlKind.DELETE, "DELETE is"),
          Map.entry(SqlKind.MERGE, "MERGE is"));

  private static final Set<SqlKind> GROUPINGS =
      Set.of(SqlKind.GROUPING_SETS, SqlKind.ROLLUP, SqlKind.CUBE);

  private final Set<SqlNode> allowed;

  private NotYet(Set<SqlNode> allowed) {
    this.allowed = allowed;
  }

  /** Looks through an expression. */
  static void checkExpression(SqlNode node) {
    node.accept(IN_EXPRESSIONS);
  }

  /**
   * Looks at the clauses of a select that hold no tables.
   *
   * @param windows window functions that can be run, by identity
   */
  static void checkClauses(SqlSelect select, Set<SqlNode> windows) {
    NotYet check = new NotYet(windows);
    if (select.getQualify() != null) {
      throw error("QUALIFY is", select.getQualify());
    } else if (!select.getWindowList().isEmpty()) {
      throw error("WINDOW is", select.getWindowList());
    }
    for (SqlNode clause : select.getOperandList()) {
      if (clause != null && clause != select.getFrom()) {
        clause.accept(check);
      }
    }
  }

  static TadashiException error(SqlNode node) {
    return error(KINDS.getOrDefault(node.getKind(), node.getKind() + " is"), node);
  }

  static TadashiException error(String what, SqlNode node) {
    SqlParserPos pos = node.getParserPosition();
    return SqlErrors.notYet(what, Math.max(1, pos.getLineNum()), Math.max(1, pos.getColumnNum()));
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (allowed.contains(call)) {
      for (SqlNode operand : call.getOperandList()) {
        operand.accept(IN_EXPRESSIONS);
      }
      return null;
    } else if (call.getKind() == SqlKind.EXISTS && !isQuery(call.operand(0))) {
      throw SqlErrors.at(
          ErrorCode.SQL_INVALID,
          "EXISTS takes a sub-query in parentheses",
          call.getParserPosition().getLineNum(),
          call.getParserPosition().getColumnNum());
    } else if (ofSubquery(call)) {
      ((SqlCall) call.operand(0)).getOperandList().forEach(value -> value.accept(this));
      return null;
    } else if (KINDS.containsKey(call.getKind())) {
      throw error(call);
    } else if (SqlKind.QUERY.contains(call.getKind())) {
      return null; // looked through when it is rewritten
    } else if (GROUPINGS.contains(call.getKind())) {
      call.getOperandList().forEach(this::grouped);
      return null;
    }
    return super.visit(call);
  }

  @Override
  public @Nullable Void visit(SqlDataTypeSpec type) {
    if (type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic) {
      DecimalDigits.check(basic);
    }
    return null;
  }

  /** Whether it asks for a row among those of a subquery. */
  private static boolean ofSubquery(SqlCall call) {
    return (call.getKind() == SqlKind.IN || call.getKind() == SqlKind.NOT_IN)
        && RowValues.isRow(call.operand(0))
        && isQuery(call.operand(1));
  }

  private static boolean isQuery(SqlNode node) {
    return SqlKind.QUERY.contains(node.getKind());
  }

  /** A set of keys in parentheses is a row only to the grammar. */
  private void grouped(SqlNode set) {
    if (set instanceof SqlCall row && row.getKind() == SqlKind.ROW) {
      row.getOperandList().forEach(key -> key.accept(this));
    } else {
      set.accept(this);
    }
  }
}
