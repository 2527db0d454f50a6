package dev.tadashi.model.expr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExprResolverTest {
  private static final List<String> TYPES =
      List.of(
          "int8", "int32", "int64", "uint64", "float64", "decimal(10,2)", "date", "timestamp(us)");
  private static final ExprResolver RESOLVER =
      new ExprResolver(
          new Schema(TYPES.stream().map(t -> Field.of(t, DataType.parse(t))).toList()));

  private static RowExpr.Call call(String op, Expr left, Expr right) {
    return (RowExpr.Call) RESOLVER.resolve(new Expr.Call(op, List.of(left, right)));
  }

  private static Expr col(String name) {
    return new Expr.Column(name);
  }

  private static Expr lit(Literal literal) {
    return new Expr.Constant(literal);
  }

  @Test
  void aConstantTakesTheColumnsType() {
    RowExpr.Call call = call(">", col("int8"), lit(Literal.of(5)));
    assertThat(call.args())
        .containsExactly(
            new RowExpr.Ref(0, SimpleType.INT8),
            new RowExpr.Const(new Literal(SimpleType.INT8, 5L)));
  }

  @Test
  void aConstantThatDoesNotFitWidensTheColumnInstead() {
    RowExpr.Call call = call(">", col("int8"), lit(Literal.of(500)));
    assertThat(call.args().getFirst())
        .isEqualTo(
            new RowExpr.Call(
                ScalarFunction.CAST,
                List.of(new RowExpr.Ref(0, SimpleType.INT8)),
                SimpleType.INT64));
  }

  @Test
  void aFractionComparesWithADecimalAsItWasTyped() {
    RowExpr.Call call = call("=", col("decimal(10,2)"), lit(Literal.of(0.1)));
    assertThat(call.args().get(1))
        .isEqualTo(
            new RowExpr.Const(
                new Literal(DataType.parse("decimal(10,2)"), new BigDecimal("0.10"))));
  }

  @Test
  void aTextComparesWithADateAsADate() {
    RowExpr.Call call = call("=", col("date"), lit(Literal.of("1970-01-02")));
    assertThat(call.args().get(1)).isEqualTo(new RowExpr.Const(new Literal(SimpleType.DATE, 1L)));
  }

  @ParameterizedTest
  @CsvSource({
    "int8,int32,int32",
    "int32,int64,int64",
    "int64,uint64,'decimal(21,0)'",
    "int32,float64,float64",
    "int32,'decimal(10,2)','decimal(13,2)'",
    "'decimal(10,2)',float64,float64"
  })
  void arithmeticWidens(String left, String right, String result) {
    assertThat(call("+", col(left), col(right)).type().text()).isEqualTo(result);
  }

  @Test
  void theProductOfDecimalsAddsScales() {
    assertThat(call("*", col("decimal(10,2)"), col("decimal(10,2)")).type().text())
        .isEqualTo("decimal(20,4)");
  }

  @Test
  void aDateComparesWithATimestampAsATimestamp() {
    RowExpr.Call call = call("<", col("date"), col("timestamp(us)"));
    assertThat(call.args()).allMatch(arg -> arg.type().equals(DataType.parse("timestamp(us)")));
  }
}
