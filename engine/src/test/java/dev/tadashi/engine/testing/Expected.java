package dev.tadashi.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;

/** What an aggregate of a list of values is, computed in the plainest way. */
public final class Expected {
  private static final MathContext PRECISE = new MathContext(60);

  private Expected() {}

  public static @Nullable Object of(
      AggregateFunction function, DataType type, List<@Nullable Object> all) {
    List<Object> values = all.stream().filter(Objects::nonNull).map(o -> (Object) o).toList();
    DataType result = function.resultType(type);
    return switch (function) {
      case COUNT -> (long) values.size();
      case COUNT_DISTINCT -> (long) distinct(values).size();
      case MIN, BOOL_AND -> values.stream().min(order()).orElse(null);
      case MAX, BOOL_OR, ANY_VALUE -> values.stream().max(order()).orElse(null);
      case SUM -> values.isEmpty() ? null : typed(sum(values), result);
      case AVG -> values.isEmpty() ? null : average(values, result);
      case VAR_POP -> variance(values, 0, false);
      case VAR_SAMP -> variance(values, 1, false);
      case STDDEV_POP -> variance(values, 0, true);
      case MEDIAN -> median(values);
      case CORR -> throw new IllegalArgumentException("two arguments");
      case STDDEV_SAMP -> variance(values, 1, true);
    };
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

  private static @Nullable Object median(List<Object> values) {
    double[] sorted = values.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? null : (Object) (sorted[(n - 1) / 2] / 2 + sorted[n / 2] / 2);
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
    } else {
      assertThat(found).isEqualTo(expected);
    }
  }
}
