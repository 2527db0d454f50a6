package dev.tadashi.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;

/** What an aggregate of a list of values is, computed in the plainest way. */
public final class Expected {
  private static final MathContext PRECISE = new MathContext(60);

  private Expected() {}

  /**
   * Of values, and of further ones beside them for functions of two.
   *
   * @param constant the last argument of functions that take one
   */
  public static @Nullable Object of(
      AggregateFunction function,
      DataType type,
      List<@Nullable Object> all,
      List<@Nullable Object> beside,
      double constant) {
    List<Object> values = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    boolean pairs = function.rowArguments() == 2;
    for (int i = 0; i < all.size(); i++) {
      Object value = all.get(i);
      Object other = beside.get(i);
      if (value != null && (!pairs || other != null)) {
        values.add(value);
        others.add(other == null ? value : other);
      }
    }
    return ofRows(function, type, values, others, constant);
  }

  private static @Nullable Object ofRows(
      AggregateFunction function,
      DataType type,
      List<Object> values,
      List<Object> others,
      double constant) {
    DataType result = function.resultType(type);
    return switch (function) {
      case COUNT, REGR_COUNT -> (long) values.size();
      case COUNT_DISTINCT -> (long) distinct(values).size();
      case MIN, BOOL_AND -> values.stream().min(order()).orElse(null);
      case MAX, BOOL_OR, ANY_VALUE -> values.stream().max(order()).orElse(null);
      case SUM -> values.isEmpty() ? null : typed(sum(values), result);
      case AVG -> values.isEmpty() ? null : average(values, result);
      case VAR_POP -> variance(values, 0, false);
      case VAR_SAMP -> variance(values, 1, false);
      case STDDEV_POP -> variance(values, 0, true);
      case STDDEV_SAMP -> variance(values, 1, true);
      case MEDIAN -> quantile(values, 0.5);
      case QUANTILE_CONT -> quantile(values, constant);
      case QUANTILE_DISC ->
          values.isEmpty()
              ? null
              : sorted(values).get((int) Math.ceil(constant * values.size()) - 1);
      case MODE -> mode(values);
      case BIT_AND -> bits(values, BigInteger::and);
      case BIT_OR -> bits(values, BigInteger::or);
      case BIT_XOR -> bits(values, BigInteger::xor);
      case ARG_MIN -> values.isEmpty() ? null : by(values, others).getFirst();
      case ARG_MAX -> values.isEmpty() ? null : by(values, others).getLast();
      case MIN_N -> first(sorted(values), constant);
      case MAX_N -> first(sorted(values).reversed(), constant);
      case ARG_MIN_N -> first(by(values, others), constant);
      case ARG_MAX_N -> first(by(values, others).reversed(), constant);
      default -> Regressions.of(function, numbers(values), numbers(others));
    };
  }

  private static List<BigDecimal> numbers(List<Object> values) {
    return values.stream().map(Expected::number).toList();
  }

  private static List<Object> sorted(List<Object> values) {
    return values.stream().sorted(order()).toList();
  }

  private static @Nullable Object first(List<Object> values, double n) {
    return values.isEmpty() ? null : values.subList(0, Math.min(values.size(), (int) n));
  }

  /** The values in the order of the others. */
  private static List<Object> by(List<Object> values, List<Object> others) {
    return IntStream.range(0, values.size())
        .boxed()
        .sorted(Comparator.comparing(others::get, order()))
        .map(values::get)
        .toList();
  }

  private static @Nullable Object mode(List<Object> values) {
    Object best = null;
    long most = 0;
    for (Object value : sorted(values)) {
      long count = values.stream().filter(other -> order().compare(value, other) == 0).count();
      if (count > most) {
        most = count;
        best = value;
      }
    }
    return best;
  }

  private static @Nullable Object bits(List<Object> values, BinaryOperator<BigInteger> operation) {
    return values.stream()
        .map(value -> number(value).toBigIntegerExact())
        .reduce(operation)
        .map(bits ->
            values.getFirst() instanceof BigDecimal
                ? (Object) new BigDecimal(bits)
                : (Object) bits.longValueExact())
        .orElse(null);
  }

  private static Set<Object> distinct(List<Object> values) {
    Set<Object> set = new HashSet<>();
    for (Object value : values) {
      set.add(value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value);
    }
    return set;
  }

  private static Comparator<Object> order() {
    return (a, b) ->
        switch (a) {
          case Long x -> x.compareTo((Long) b);
          case Double x -> x.compareTo((Double) b);
          case BigDecimal x -> x.compareTo((BigDecimal) b);
          case Boolean x -> x.compareTo((Boolean) b);
          case byte[] x -> Arrays.compareUnsigned(x, (byte[]) b);
          default ->
              Arrays.compareUnsigned(
                  ((String) a).getBytes(StandardCharsets.UTF_8),
                  ((String) b).getBytes(StandardCharsets.UTF_8));
        };
  }

  private static BigDecimal number(Object value) {
    return switch (value) {
      case Long x -> BigDecimal.valueOf(x);
      case Double x -> new BigDecimal(x);
      default -> (BigDecimal) value;
    };
  }

  private static @Nullable Object quantile(List<Object> values, double share) {
    double[] sorted = values.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    Arrays.sort(sorted);
    double at = share * (sorted.length - 1);
    double above = at - Math.floor(at);
    return sorted.length == 0
        ? null
        : (Object) (sorted[(int) at] * (1 - above) + sorted[(int) Math.ceil(at)] * above);
  }

  private static BigDecimal sum(List<Object> values) {
    return values.stream().map(Expected::number).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Object typed(BigDecimal value, DataType type) {
    if (type.isFloating()) {
      return value.doubleValue();
    }
    return type instanceof DecimalType decimal
        ? value.setScale(decimal.scale(), RoundingMode.HALF_UP)
        : (Object) value.longValueExact();
  }

  private static Object average(List<Object> values, DataType type) {
    return typed(sum(values).divide(BigDecimal.valueOf(values.size()), PRECISE), type);
  }

  private static @Nullable Object variance(List<Object> values, int less, boolean root) {
    if (values.size() <= less) {
      return null;
    }
    BigDecimal mean = sum(values).divide(BigDecimal.valueOf(values.size()), PRECISE);
    BigDecimal squares =
        values.stream()
            .map(value -> number(value).subtract(mean).pow(2))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    double variance =
        squares.divide(BigDecimal.valueOf((long) values.size() - less), PRECISE).doubleValue();
    return root ? Math.sqrt(variance) : variance;
  }

  /** Equal; doubles nearly. */
  public static void assertSame(@Nullable Object expected, @Nullable Object found) {
    if (expected instanceof Double x && found instanceof Double y) {
      assertThat(y).isCloseTo(x, Offset.offset(Math.abs(x) * 1e-11));
    } else if (expected instanceof List<?> x && found instanceof List<?> y) {
      assertThat(y.toArray()).usingRecursiveComparison().isEqualTo(x.toArray());
    } else {
      assertThat(found).isEqualTo(expected);
    }
  }
}
