package dev.tadashi.sql.plan;

import dev.tadashi.sql.function.ArithmeticOperator;
import dev.tadashi.sql.function.ConcatOperator;
import dev.tadashi.sql.function.RegistryFunction;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Our own operators stay what they are; the others go Calcite's way. */
final class Convertlets implements SqlRexConvertletTable {
  static final Convertlets INSTANCE = new Convertlets();

  private Convertlets() {}

  @Override
  public @Nullable SqlRexConvertlet get(SqlCall call) {
    SqlOperator operator = call.getOperator();
    boolean own =
        operator instanceof RegistryFunction
            || operator instanceof ArithmeticOperator
            || operator instanceof ConcatOperator;
    return own ? Convertlets::asItIs : StandardConvertletTable.INSTANCE.get(call);
  }

  private static RexNode asItIs(SqlRexContext context, SqlCall call) {
    List<RexNode> operands =
        call.getOperandList().stream().map(context::convertExpression).toList();
    return context.getRexBuilder().makeCall(call.getParserPosition(), call.getOperator(), operands);
  }
}
