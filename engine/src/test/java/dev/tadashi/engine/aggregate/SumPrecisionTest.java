package dev.tadashi.engine.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.testing.Chunks;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.type.DataType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SumPrecisionTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final Scratch scratch = new Scratch(allocator);

  @AfterEach
  void nothingIsLeft() {
    scratch.close();
    allocator.close();
  }

  private @Nullable Object aggregate(
      AggregateFunction function, String typeText, List<? extends @Nullable Object> values) {
    DataType type = DataType.parse(typeText);
    DataType result = function.resultType(type);
    AggregateCall call = new AggregateCall(function, new RowExpr.Ref(0, type), "a", result);
    try (Accumulator states = Aggregates.create(call, allocator)) {
      states.grow(1);
      for (int from = 0; from < values.size(); from += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, values.size() - from);
        Vec chunk = Chunks.of(type, values.subList(from, from + n), scratch);
        states.add(new int[n], chunk, n, scratch);
        scratch.reset();
      }
      return Chunks.values(result, states.finish(new int[1], 1, scratch), 1).getFirst();
    }
  }

  @Test
  void doublesOfAnyOrderStayWithinTheBound() {
    Random random = new Random(5);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      values.add(random.nextGaussian() * Math.pow(10, random.nextInt(-12, 16)));
    }
    BigDecimal exact =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    double magnitude = values.stream().mapToDouble(Math::abs).sum();
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(values, random);
      double sum = (double) aggregateNonNull(AggregateFunction.SUM, "float64", values);
      assertThat(Math.abs(sum - exact.doubleValue())).isLessThanOrEqualTo(1e-12 * magnitude);
    }
    assertThat(aggregate(AggregateFunction.SUM, "float64", List.of(1e16, 1.0, -1e16)))
        .isEqualTo(1.0);
  }

  private Object aggregateNonNull(
      AggregateFunction function, String type, List<? extends @Nullable Object> values) {
    Object result = aggregate(function, type, values);
    assertThat(result).isNotNull();
    return Objects.requireNonNull(result);
  }

  @Test
  void infinitiesAndNanAddUpAsTheyDo() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(aggregate(AggregateFunction.SUM, "float64", List.of(1.0, inf, 2.0))).isEqualTo(inf);
    assertThat(aggregate(AggregateFunction.SUM, "float64", List.of(inf, -inf)))
        .isEqualTo(Double.NaN);
    assertThat(aggregate(AggregateFunction.AVG, "float64", List.of(Double.NaN, 1.0)))
        .isEqualTo(Double.NaN);
    assertThat(aggregate(AggregateFunction.VAR_POP, "float64", List.of(inf, 1.0)))
        .isEqualTo(Double.NaN);
  }

  @Test
  void overflowIsAnError() {
    assertOverflow("float64", List.of(Double.MAX_VALUE, Double.MAX_VALUE));
    BigDecimal most = BigDecimal.TEN.pow(38).subtract(BigDecimal.ONE);
    assertOverflow("decimal(38,0)", List.of(most, BigDecimal.ONE));
    assertOverflow("decimal(38,0)", List.of(most, most, most));
    assertThat(aggregate(AggregateFunction.SUM, "decimal(38,0)", List.of(most, most.negate())))
        .isEqualTo(BigDecimal.ZERO);
    BigDecimal sum = BigDecimal.valueOf(Long.MAX_VALUE).multiply(BigDecimal.TWO);
    assertThat(aggregate(AggregateFunction.SUM, "int64", List.of(Long.MAX_VALUE, Long.MAX_VALUE)))
        .isEqualTo(sum);
  }

  private void assertOverflow(String type, List<? extends Object> values) {
    assertThatThrownBy(() -> aggregate(AggregateFunction.SUM, type, values))
        .isInstanceOfSatisfying(
            TadashiException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.NUMERIC_OVERFLOW));
  }

  @Test
  void varianceSurvivesALargeMean() {
    List<Double> values = List.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
    assertThat(aggregate(AggregateFunction.VAR_SAMP, "float64", values)).isEqualTo(30.0);
  }

  @Test
  void countDistinctHasOneNanAndOneZero() {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(Double.NaN);
    values.add(Double.longBitsToDouble(0x7ff8000000000001L));
    values.add(-0.0);
    values.add(0.0);
    values.add(null);
    assertThat(aggregate(AggregateFunction.COUNT_DISTINCT, "float64", values)).isEqualTo(2L);
  }
}
