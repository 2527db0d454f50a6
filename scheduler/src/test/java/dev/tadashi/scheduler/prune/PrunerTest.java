package dev.tadashi.scheduler.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random conditions over random partitions: what is left out has no row that is kept. */
final class PrunerTest {
  private static final List<DataType> TYPES =
      List.of(SimpleType.INT32, SimpleType.FLOAT64, SimpleType.VARCHAR, SimpleType.BOOL);
  private static final List<ScalarFunction> COMPARISONS =
      List.of(
          ScalarFunction.EQ,
          ScalarFunction.NE,
          ScalarFunction.LT,
          ScalarFunction.LE,
          ScalarFunction.GT,
          ScalarFunction.GE);

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  private Literal value(DataType type) {
    int number = random.nextInt(7) - 3;
    if (type == SimpleType.FLOAT64) {
      double[] special = {Double.NaN, -0.0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
      return Literal.of(random.nextInt(4) == 0 ? special[random.nextInt(4)] : number / 2.0);
    } else if (type == SimpleType.VARCHAR) {
      return Literal.of(
          List.of("", "Z", "a", "é", "\uFFEE", "\uD83D\uDE00").get(random.nextInt(6)));
    }
    return type == SimpleType.BOOL ? Literal.of(number > 0) : new Literal(type, (long) number);
  }

  private Literal valueOrNull(DataType type, double nulls) {
    return random.nextDouble() < nulls ? Literal.ofNull(type) : value(type);
  }

  private List<List<Literal>> rows() {
    double nulls = List.of(0.0, 0.3, 1.0).get(random.nextInt(3));
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(i -> TYPES.stream().map(type -> valueOrNull(type, nulls)).toList())
        .toList();
  }

  private RowExpr condition(int depth) {
    int kind = random.nextInt(depth == 0 ? 4 : 8);
    int column = random.nextInt(TYPES.size());
    RowExpr ref = new RowExpr.Ref(column, TYPES.get(column));
    return switch (kind) {
      case 0 -> CallTyper.call(ScalarFunction.IS_NULL, List.of(ref));
      case 1 -> CallTyper.call(ScalarFunction.IN, List.of(ref, constant(column), constant(column)));
      case 2, 3 -> {
        boolean crossed = column < 2 && random.nextInt(4) == 0;
        RowExpr other =
            crossed ? new RowExpr.Ref(1 - column, TYPES.get(1 - column)) : constant(column);
        yield CallTyper.call(COMPARISONS.get(random.nextInt(6)), List.of(ref, other));
      }
      case 4 -> CallTyper.call(ScalarFunction.NOT, List.of(condition(depth - 1)));
      case 5 -> new RowExpr.Ref(3, SimpleType.BOOL);
      default ->
          CallTyper.call(
              kind == 6 ? ScalarFunction.AND : ScalarFunction.OR,
              List.of(condition(depth - 1), condition(depth - 1)));
    };
  }

  private RowExpr constant(int column) {
    return new RowExpr.Const(valueOrNull(TYPES.get(column), 0.1));
  }

  private static ValueRange range(List<List<Literal>> rows, int column, boolean known) {
    List<Literal> values =
        rows.stream().map(row -> row.get(column)).filter(each -> !each.isNull()).toList();
    Optional<Literal> min = values.stream().min(PrunerTest::order).filter(each -> known);
    Optional<Literal> max = values.stream().max(PrunerTest::order).filter(each -> known);
    return new ValueRange(
        min.orElse(null), max.orElse(null), values.size() < rows.size(), !values.isEmpty());
  }

  private static int order(Literal left, Literal right) {
    return switch (left.nonNull()) {
      case String text -> {
        int[] a = text.codePoints().toArray();
        yield Arrays.compare(a, ((String) right.nonNull()).codePoints().toArray());
      }
      case Boolean flag -> flag.compareTo((Boolean) right.nonNull());
      default -> Double.compare(left.doubleValue() + 0.0, right.doubleValue() + 0.0);
    };
  }

  /** The value of a condition in a row, worked out row by row. */
  private static Optional<Boolean> truth(RowExpr expr, List<Literal> row) {
    if (!(expr instanceof RowExpr.Call call)) {
      return Optional.ofNullable((Boolean) scalar(expr, row).value());
    }
    List<RowExpr> args = call.args();
    return switch (call.function()) {
      case NOT -> truth(args.getFirst(), row).map(flag -> !flag);
      case AND, OR -> {
        boolean deciding = call.function() == ScalarFunction.OR;
        List<Optional<Boolean>> parts = args.stream().map(arg -> truth(arg, row)).toList();
        yield parts.contains(Optional.of(deciding))
            ? Optional.of(deciding)
            : parts.contains(Optional.empty()) ? Optional.empty() : Optional.of(!deciding);
      }
      case IS_NULL -> Optional.of(scalar(args.getFirst(), row).isNull());
      case IN -> {
        List<Optional<Boolean>> hits =
            args.stream().skip(1).map(each -> equal(args.getFirst(), each, row)).toList();
        yield hits.contains(Optional.of(true))
            ? Optional.of(true)
            : hits.contains(Optional.empty()) ? Optional.empty() : Optional.of(false);
      }
      default -> compared(call.function(), args.get(0), args.get(1), row);
    };
  }

  private static Optional<Boolean> equal(RowExpr left, RowExpr right, List<Literal> row) {
    return compared(ScalarFunction.EQ, left, right, row);
  }

  private static Optional<Boolean> compared(
      ScalarFunction function, RowExpr left, RowExpr right, List<Literal> row) {
    Literal a = scalar(left, row);
    Literal b = scalar(right, row);
    if (a.isNull() || b.isNull()) {
      return Optional.empty();
    }
    int order = order(a, b);
    return Optional.of(
        switch (function) {
          case EQ -> order == 0;
          case NE -> order != 0;
          case LT -> order < 0;
          case LE -> order <= 0;
          case GT -> order > 0;
          default -> order >= 0;
        });
  }

  private static Literal scalar(RowExpr expr, List<Literal> row) {
    return switch (expr) {
      case RowExpr.Ref(int index, DataType type) -> row.get(index);
      case RowExpr.Const(Literal literal) -> literal;
      case RowExpr.Answer _, RowExpr.Some _ -> throw new IllegalArgumentException("an answer");
      case RowExpr.Call cast -> scalar(cast.args().getFirst(), row);
    };
  }

  @Test
  void noRowThatIsKeptIsEverLeftOut() {
    int pruned = 0;
    int exact = 0;
    for (int round = 0; round < 20_000; round++) {
      List<List<Literal>> rows = rows();
      RowExpr condition = condition(3);
      List<ValueRange> ranges = new ArrayList<>();
      for (int column = 0; column < TYPES.size(); column++) {
        ranges.add(
            random.nextInt(8) == 0 ? ValueRange.ANY : range(rows, column, random.nextInt(8) != 0));
      }
      boolean kept = rows.stream().anyMatch(row -> truth(condition, row).orElse(false));
      boolean needed = Pruner.canBeTrue(condition, ranges::get);
      assertThat(needed || !kept).as("seed %d: %s over %s", seed, condition, rows).isTrue();
      pruned += needed ? 0 : 1;
      exact += kept ? 0 : 1;
    }
    assertThat(pruned).isGreaterThan(exact / 4);
  }

  @Test
  void simpleConditionsAreUnderstood() {
    ValueRange oneToFive = new ValueRange(whole(1), whole(5), false, true);
    ValueRange onlyNulls = new ValueRange(null, null, true, false);
    assertThat(needs(ScalarFunction.GT, oneToFive, 5)).isFalse();
    assertThat(needs(ScalarFunction.GE, oneToFive, 5)).isTrue();
    assertThat(needs(ScalarFunction.LT, oneToFive, 1)).isFalse();
    assertThat(needs(ScalarFunction.EQ, oneToFive, 6)).isFalse();
    assertThat(needs(ScalarFunction.EQ, onlyNulls, 6)).isFalse();
    assertThat(needs(ScalarFunction.NE, onlyNulls, 6)).isFalse();
    assertThat(needs(ScalarFunction.NE, new ValueRange(whole(6), whole(6), true, true), 6))
        .isFalse();
    assertThat(needs(ScalarFunction.GT, ValueRange.ANY, 5)).isTrue();
  }

  private static boolean needs(ScalarFunction function, ValueRange range, long constant) {
    RowExpr condition =
        CallTyper.call(
            function,
            List.of(new RowExpr.Ref(0, SimpleType.INT64), new RowExpr.Const(Literal.of(constant))));
    return Pruner.canBeTrue(condition, index -> range);
  }

  private static Literal whole(long value) {
    return Literal.of(value);
  }
}
