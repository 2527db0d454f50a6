package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.function.Operators;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code percentile_cont(f) WITHIN GROUP (ORDER BY x)} as {@code quantile_cont(x, f)}, with
 * a negative fraction where the order descends.
 */
final class StandardQuantiles extends SqlShuttle {
  private static final StandardQuantiles INSTANCE = new StandardQuantiles();

  private StandardQuantiles() {}

  static SqlNode rewrite(SqlNode tree) {
    return Objects.requireNonNull(tree.accept(INSTANCE));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call.getKind() == SqlKind.WITHIN_GROUP && call.operand(0) instanceof SqlCall inner) {
      switch (inner.getKind()) {
        case PERCENTILE_CONT -> {
          return quantile(AggregateFunction.QUANTILE_CONT, inner, call);
        }
        case PERCENTILE_DISC -> {
          return quantile(AggregateFunction.QUANTILE_DISC, inner, call);
        }
        default -> {}
      }
    }
    return super.visit(call);
  }

  private static SqlNode quantile(AggregateFunction function, SqlCall inner, SqlCall call) {
    SqlNodeList order = call.operand(1);
    if (order.size() != 1 || inner.operandCount() != 1) {
      throw error("one fraction and one order are expected", call);
    }
    SqlNode ordered = order.get(0);
    boolean descends = false;
    while (ordered instanceof SqlBasicCall item && isDirection(item.getKind())) {
      descends |= item.getKind() == SqlKind.DESCENDING;
      ordered = item.operand(0);
    }
    SqlNode fraction = inner.operand(0);
    return Operators.aggregate(function.functionName())
        .createCall(
            call.getParserPosition(),
            List.of(ordered, descends ? fromGreatest(fraction) : fraction));
  }

  private static boolean isDirection(SqlKind kind) {
    return kind == SqlKind.DESCENDING || kind == SqlKind.NULLS_FIRST || kind == SqlKind.NULLS_LAST;
  }

  private static SqlNode fromGreatest(SqlNode fraction) {
    if (!(fraction instanceof SqlNumericLiteral number)) {
      throw error("the fraction of a descending order is a constant", fraction);
    }
    BigDecimal share = Objects.requireNonNull(number.bigDecimalValue());
    BigDecimal negative = share.signum() == 0 ? BigDecimal.ONE : share.negate();
    return SqlLiteral.createExactNumeric(negative.toPlainString(), fraction.getParserPosition());
  }

  private static RuntimeException error(String what, SqlNode node) {
    SqlParserPos pos = node.getParserPosition();
    return SqlErrors.at(ErrorCode.SQL_INVALID, what, pos.getLineNum(), pos.getColumnNum());
  }
}
