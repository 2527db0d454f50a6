package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.sql.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Writes out, value by value, what compares rows with rows, and values with some or all of a list
 * or an array: {@code (a, b) = (1, 2)} is {@code a = 1 and b = 2}, and {@code x > all (array[1,
 * 2])} is {@code x > 1 and x > 2}. The nulls in them have the same effect then.
 */
final class RowValues extends SqlShuttle {
  private static final RowValues INSTANCE = new RowValues();

  private RowValues() {}

  static SqlNode writtenOut(SqlNode tree) {
    return Objects.requireNonNull(tree.accept(INSTANCE));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall given) {
    SqlCall call = (SqlCall) Objects.requireNonNull(super.visit(given));
    return switch (call.getKind()) {
      case EQUALS, NOT_EQUALS -> bothRows(call) ? compared(call) : call;
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          bothRows(call) ? compared(call) : call;
      case IN, NOT_IN -> membership(call);
      case SOME, ALL -> quantified(call);
      default -> call;
    };
  }

  private static boolean bothRows(SqlCall call) {
    return isRow(call.operand(0)) && isRow(call.operand(1));
  }

  /**
   * Whether it is a row of values; in a membership the grammar leaves the word ROW in its place.
   */
  static boolean isRow(SqlNode node) {
    return node.getKind() == SqlKind.ROW;
  }

  private static SqlNode compared(SqlCall call) {
    return compared(call.getOperator(), call.operand(0), call.operand(1), call);
  }

  private static SqlNode compared(SqlOperator operator, SqlNode a, SqlNode b, SqlNode at) {
    List<SqlNode> left = ((SqlCall) a).getOperandList();
    List<SqlNode> right = ((SqlCall) b).getOperandList();
    if (left.size() != right.size()) {
      throw error(
          "a row of %d values is compared with one of %d".formatted(left.size(), right.size()), b);
    }
    List<SqlNode> pairs = new ArrayList<>();
    boolean ordered =
        operator.getKind() != SqlKind.EQUALS && operator.getKind() != SqlKind.NOT_EQUALS;
    if (ordered) {
      return ordered(operator, left, right, at);
    }
    for (int i = 0; i < left.size(); i++) {
      pairs.add(call(operator, at, left.get(i), right.get(i)));
    }
    boolean equal = operator.getKind() == SqlKind.EQUALS;
    return joined(equal ? SqlStdOperatorTable.AND : SqlStdOperatorTable.OR, pairs, at);
  }

  /** The first values that differ decide. */
  private static SqlNode ordered(
      SqlOperator operator, List<SqlNode> left, List<SqlNode> right, SqlNode at) {
    SqlNode result = call(operator, at, left.getLast(), right.getLast());
    boolean less =
        operator.getKind() == SqlKind.LESS_THAN || operator.getKind() == SqlKind.LESS_THAN_OR_EQUAL;
    SqlOperator strict = less ? SqlStdOperatorTable.LESS_THAN : SqlStdOperatorTable.GREATER_THAN;
    for (int i = left.size() - 2; i >= 0; i--) {
      SqlNode same = call(SqlStdOperatorTable.EQUALS, at, left.get(i), right.get(i));
      SqlNode rest = call(SqlStdOperatorTable.AND, at, same, result);
      SqlNode decided = call(strict, at, left.get(i), right.get(i));
      result = call(SqlStdOperatorTable.OR, at, decided, rest);
    }
    return result;
  }

  private static SqlNode membership(SqlCall call) {
    SqlNode value = call.operand(0);
    if (!isRow(value) || !(call.operand(1) instanceof SqlNodeList rows)) {
      return call;
    }
    List<SqlNode> same = new ArrayList<>();
    for (SqlNode row : rows) {
      if (!isRow(row)) {
        throw error("a row is compared with what is none", row);
      }
      same.add(compared(SqlStdOperatorTable.EQUALS, value, row, row));
    }
    SqlNode any = joined(SqlStdOperatorTable.OR, same, call);
    return call.getKind() == SqlKind.IN ? any : call(SqlStdOperatorTable.NOT, call, any);
  }

  private static SqlNode quantified(SqlCall call) {
    Optional<List<SqlNode>> values = values(call.operand(1));
    if (values.isEmpty()) {
      return call;
    }
    SqlKind kind = ((SqlQuantifyOperator) call.getOperator()).comparisonKind;
    List<SqlNode> compared = new ArrayList<>();
    for (SqlNode value : values.get()) {
      compared.add(
          isRow(call.operand(0)) && isRow(value)
              ? compared(comparison(kind), call.operand(0), value, value)
              : call(comparison(kind), value, call.operand(0), value));
    }
    boolean some = call.getKind() == SqlKind.SOME;
    return compared.isEmpty()
        ? SqlLiteral.createBoolean(!some, call.getParserPosition())
        : joined(some ? SqlStdOperatorTable.OR : SqlStdOperatorTable.AND, compared, call);
  }

  /** The values of a list or of an array that is written out; none of anything else. */
  private static Optional<List<SqlNode>> values(SqlNode given) {
    if (given instanceof SqlCall array && array.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
      return Optional.of(array.getOperandList());
    } else if (given instanceof SqlNodeList list) {
      boolean one = list.size() == 1 && values(list.get(0)).isPresent();
      return one ? values(list.get(0)) : Optional.of(List.copyOf(list));
    }
    return Optional.empty();
  }

  private static SqlOperator comparison(SqlKind kind) {
    return switch (kind) {
      case EQUALS -> SqlStdOperatorTable.EQUALS;
      case NOT_EQUALS -> SqlStdOperatorTable.NOT_EQUALS;
      case LESS_THAN -> SqlStdOperatorTable.LESS_THAN;
      case LESS_THAN_OR_EQUAL -> SqlStdOperatorTable.LESS_THAN_OR_EQUAL;
      case GREATER_THAN -> SqlStdOperatorTable.GREATER_THAN;
      case GREATER_THAN_OR_EQUAL -> SqlStdOperatorTable.GREATER_THAN_OR_EQUAL;
      default -> throw new IllegalArgumentException(kind.toString());
    };
  }

  /** A balanced tree, since a long list would nest too deeply otherwise. */
  private static SqlNode joined(SqlOperator operator, List<SqlNode> nodes, SqlNode at) {
    if (nodes.size() == 1) {
      return nodes.getFirst();
    }
    int half = nodes.size() / 2;
    return call(
        operator,
        at,
        joined(operator, nodes.subList(0, half), at),
        joined(operator, nodes.subList(half, nodes.size()), at));
  }

  private static SqlCall call(SqlOperator operator, SqlNode at, SqlNode... operands) {
    return operator.createCall(at.getParserPosition(), operands);
  }

  private static RuntimeException error(String what, SqlNode at) {
    SqlParserPos pos = at.getParserPosition();
    return SqlErrors.at(ErrorCode.SQL_INVALID, what, pos.getLineNum(), pos.getColumnNum());
  }
}
