package dev.tadashi.engine.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.testing.Chunks;
import dev.tadashi.engine.testing.TestTable;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Expr;
import dev.tadashi.model.expr.ExprResolver;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions over a small table; results are one text per row. */
class ExpressionTest {
  private static final double NAN = Double.NaN;

  private final BufferAllocator allocator = new RootAllocator();

  private final TestTable table =
      new TestTable(
              "i int32; j int64; u uint8; v uint64; f float64; g float32; d decimal(5,2);"
                  + " w decimal(30,3); s varchar; b bool; day date; ts timestamp(ms)")
          .row(
              7L,
              2L,
              200L,
              big("18446744073709551615"),
              NAN,
              1.5,
              big("1.25"),
              big("2.500"),
              "abc",
              true,
              0L,
              0L)
          .row(
              -7L,
              2L,
              10L,
              big("3"),
              -0.0,
              -1.5,
              big("-0.05"),
              big("0.001"),
              "a%c",
              false,
              19000L,
              86_400_000L)
          .row(null, null, null, null, null, null, null, null, null, null, null, null)
          .row(
              Long.valueOf(Integer.MAX_VALUE),
              -3L,
              255L,
              big("0"),
              0.0,
              0.0,
              big("999.99"),
              big("123456789012345678901234567.890"),
              "äbc",
              true,
              -1L,
              -1L);

  private static BigDecimal big(String text) {
    return new BigDecimal(text);
  }

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  private RowExpr resolve(String json) {
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new ExprResolver(table.schema()).resolve(Json.read(body, Expr.class));
  }

  private List<@Nullable Object> eval(String json, int from, int to) {
    RowExpr expr = resolve(json);
    try (TestTable.Source source =
            table.source(allocator, table.schema().fields(), 0, table.rows().size(), 100);
        ExprCompiler compiler = new ExprCompiler(allocator);
        Scratch scratch = new Scratch(allocator)) {
      Partition rows = source.open(0);
      Kernel kernel = compiler.compile(expr);
      return Chunks.values(
          expr.type(), kernel.eval(Rows.of(rows, from, to - from, scratch)), to - from);
    }
  }

  private List<@Nullable Object> eval(String json) {
    return eval(json, 0, table.rows().size());
  }

  private static String op(String op, String... args) {
    return "{'op':'" + op + "','args':[" + String.join(",", args) + "]}";
  }

  private static String col(String name) {
    return "{'col':'" + name + "'}";
  }

  private static String lit(Object value) {
    return "{'lit':" + (value instanceof String ? "'" + value + "'" : value) + "}";
  }

  @ParameterizedTest
  @CsvSource({
    "=, i, 7, true false null false",
    "<>, i, 7, false true null true",
    "<, i, 7, false true null false",
    "<=, i, 7, true true null false",
    ">, i, -7, true false null true",
    ">=, i, -7, true true null true",
    "=, f, 0, false true null true",
    ">, f, 1e308, true false null false",
    "<, v, 4, false true null true",
    "=, d, -0.05, false true null false",
    ">, w, 1, true false null true",
    "<, u, 255, true true null false",
  })
  void comparesWithNumbers(String op, String column, String number, String expected) {
    assertThat(texts(eval(op(op, col(column), "{'lit':" + number + "}")))).isEqualTo(expected);
    String swapped = op.replace('<', '~').replace('>', '<').replace('~', '>');
    String turned = op.equals("<>") ? op : swapped;
    assertThat(texts(eval(op(turned, "{'lit':" + number + "}", col(column))))).isEqualTo(expected);
  }

  private static String texts(List<@Nullable Object> values) {
    return String.join(" ", values.stream().map(String::valueOf).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "=, abc, true false null false",
    "<>, abc, false true null true",
    "<, abc, false true null false",
    ">=, abc, true false null true",
    "like, a%c, true true null false",
    "like, a\\\\%c, false true null false",
    "like, _bc, true false null true",
    "like, %, true true null true",
    "like, '', false false null false",
    "like, %b%, true false null true",
    "like, a_, false false null false",
  })
  void comparesTexts(String op, String text, String expected) {
    assertThat(texts(eval(op(op, col("s"), lit(text))))).isEqualTo(expected);
  }

  @Test
  void comparesTemporalsAndColumnsOfTwoTypes() {
    assertThat(texts(eval(op(">=", col("day"), lit("1970-01-01")))))
        .isEqualTo("true true null false");
    assertThat(texts(eval(op(">", col("ts"), col("day"))))).isEqualTo("false false null true");
    assertThat(texts(eval(op(">", col("i"), col("f"))))).isEqualTo("false false null true");
    assertThat(texts(eval(op("<", col("d"), col("w"))))).isEqualTo("true true null true");
    assertThat(texts(eval(op(">", col("v"), col("j"))))).isEqualTo("true true null true");
    assertThat(texts(eval(op("=", col("b"), lit(true))))).isEqualTo("true false null true");
  }

  @Test
  void nanEqualsItselfAndTheZerosAreOne() {
    assertThat(texts(eval(op("=", col("f"), col("f"))))).isEqualTo("true true null true");
    assertThat(texts(eval(op("<", col("f"), lit(0))))).isEqualTo("false false null false");
    assertThat(texts(eval(op("in", col("f"), lit(0.0))))).isEqualTo("false true null true");
  }

  @Test
  void threeValuedLogic() {
    String isNull = op("is_null", col("b"));
    assertThat(texts(eval(isNull))).isEqualTo("false false true false");
    assertThat(texts(eval(op("is_not_null", col("s"))))).isEqualTo("true true false true");
    assertThat(texts(eval(op("and", col("b"), lit(true))))).isEqualTo("true false null true");
    assertThat(texts(eval(op("and", col("b"), isNull)))).isEqualTo("false false null false");
    assertThat(texts(eval(op("or", col("b"), isNull)))).isEqualTo("true false true true");
    assertThat(texts(eval(op("or", col("b"), lit(null_()))))).isEqualTo("true null null true");
    assertThat(texts(eval(op("and", lit(null_()), col("b"))))).isEqualTo("null false null null");
    assertThat(texts(eval(op("not", col("b"))))).isEqualTo("false true null false");
  }

  private static Object null_() {
    return new StringBuilder("null");
  }

  @Test
  void membership() {
    assertThat(texts(eval(op("in", col("i"), lit(7), lit(8))))).isEqualTo("true false null false");
    assertThat(texts(eval(op("in", col("i"), lit(7), lit(null_())))))
        .isEqualTo("true null null null");
    assertThat(texts(eval(op("in", col("s"), lit("abc"), lit("äbc")))))
        .isEqualTo("true false null true");
    assertThat(texts(eval(op("in", col("s"), lit("abc"), lit(null_())))))
        .isEqualTo("true null null null");
    assertThat(texts(eval(op("in", col("w"), lit(2.5), lit(7)))))
        .isEqualTo("true false null false");
    assertThat(texts(eval(op("between", col("i"), lit(-7), lit(7)))))
        .isEqualTo("true true null false");
  }

  @Test
  void arithmetic() {
    assertThat(texts(eval(op("/", col("i"), col("j")), 0, 3))).isEqualTo("3 -3 null");
    assertThat(texts(eval(op("%", col("i"), col("j")), 0, 3))).isEqualTo("1 -1 null");
    assertThat(texts(eval(op("+", col("i"), col("j")), 0, 3))).isEqualTo("9 -5 null");
    assertThat(texts(eval(op("-", col("j")), 0, 3))).isEqualTo("-2 -2 null");
    assertThat(texts(eval(op("*", col("g"), lit(2)), 0, 3))).isEqualTo("3.0 -3.0 null");
    assertThat(texts(eval(op("-", col("f"), lit(1.5)), 0, 3))).isEqualTo("NaN -1.5 null");
    assertThat(texts(eval(op("%", col("g"), lit(1)), 0, 3))).isEqualTo("0.5 -0.5 null");
    assertThat(texts(eval(op("-", col("g"))))).isEqualTo("-1.5 1.5 null -0.0");
  }

  @Test
  void decimalArithmeticIsExact() {
    assertThat(texts(eval(op("+", col("d"), col("d"))))).isEqualTo("2.50 -0.10 null 1999.98");
    assertThat(texts(eval(op("*", col("d"), col("d")), 0, 2))).isEqualTo("1.5625 0.0025");
    assertThat(texts(eval(op("-", col("d"), col("w")), 0, 2))).isEqualTo("-1.250 -0.051");
    assertThat(texts(eval(op("/", col("d"), lit(3)), 0, 2))).isEqualTo("0.416667 -0.016667");
    assertThat(texts(eval(op("%", col("d"), lit(1)), 0, 2))).isEqualTo("0.25 -0.05");
    assertThat(texts(eval(op("*", col("w"), col("d")), 3, 4)))
        .isEqualTo("123455554444455555444445555544.32110");
  }

  @ParameterizedTest
  @CsvSource({
    "+, i, i, NUMERIC_OVERFLOW",
    "*, u, u, NUMERIC_OVERFLOW",
    "-, u, v, NUMERIC_OVERFLOW",
    "+, v, v, NUMERIC_OVERFLOW",
    "*, w, w, NUMERIC_OVERFLOW",
    "/, i, v, DIVISION_BY_ZERO",
    "%, v, v, DIVISION_BY_ZERO",
    "/, g, f, DIVISION_BY_ZERO",
    "/, d, f, DIVISION_BY_ZERO",
  })
  void failsWhereThereIsNoValue(String op, String left, String right, ErrorCode code) {
    assertFails(op(op, col(left), col(right)), code);
  }

  private void assertFails(String json, ErrorCode code) {
    assertThatThrownBy(() -> eval(json))
        .isInstanceOfSatisfying(TadashiException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void failsOnOverflowOfFloatsAndOnABrokenPattern() {
    assertFails(op("*", op("+", col("i"), lit(1.0)), lit(1e308)), ErrorCode.NUMERIC_OVERFLOW);
    assertFails(op("like", col("s"), lit("abc\\\\")), ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void rowsThatAnEarlierConditionRulesOutAreNotEvaluated() {
    String divides = op(">", op("/", lit(10), col("v")), lit(2));
    assertThat(texts(eval(op("and", op("<>", col("v"), lit(0)), divides))))
        .isEqualTo("false true null false");
    assertThat(texts(eval(op("or", op("=", col("v"), lit(0)), divides))))
        .isEqualTo("false true null true");
  }

  @Test
  void deepExpressionsEvaluate() {
    String expr = col("i");
    for (int i = 0; i < 95; i++) {
      expr = op("-", expr, lit(0));
    }
    assertThat(texts(eval(expr, 0, 2))).isEqualTo("7 -7");
  }
}
