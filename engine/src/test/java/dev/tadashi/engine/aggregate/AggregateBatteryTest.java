package dev.tadashi.engine.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.testing.Chunks;
import dev.tadashi.engine.testing.Expected;
import dev.tadashi.engine.testing.RandomValues;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every aggregate must do, for every type that it takes. */
class AggregateBatteryTest {
  private static final List<String> TYPES =
      List.of(
          "bool",
          "int8",
          "int32",
          "int64",
          "uint8",
          "uint32",
          "uint64",
          "float32",
          "float64",
          "varchar",
          "binary",
          "date",
          "decimal(9,2)",
          "decimal(30,4)",
          "time(us)",
          "timestamp(ns)",
          "null");
  private static final int[][] ORDERS = {
    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
  };

  private final BufferAllocator allocator = new RootAllocator();
  private final Scratch scratch = new Scratch(allocator);

  static Stream<Arguments> functions() {
    return Stream.of(AggregateFunction.values())
        .filter(function -> function.arguments() == 1)
        .flatMap(function ->
            TYPES.stream()
                .map(DataType::parse)
                .filter(function::accepts)
                .map(type -> Arguments.of(function, type)));
  }

  @AfterEach
  void nothingIsLeft() {
    scratch.close();
    allocator.close();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void noRows(AggregateFunction function, DataType type) {
    check(function, type, List.of());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void allNull(AggregateFunction function, DataType type) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      values.add(null);
    }
    check(function, type, values);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void oneValue(AggregateFunction function, DataType type) {
    check(function, type, RandomValues.of(type, 1, new Random(1), false));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void oneGroup(AggregateFunction function, DataType type) {
    check(function, type, RandomValues.of(type, 1_000, new Random(2), true));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void manyGroups(AggregateFunction function, DataType type) {
    int groups = 100_000;
    List<@Nullable Object> values = RandomValues.of(type, 64, new Random(3), true);
    try (Accumulator states = states(function, type)) {
      states.grow(groups);
      for (int from = 0; from < groups; from += 64) {
        add(states, range(from, Math.min(64, groups - from)), type, values);
        scratch.reset();
      }
      for (int group : new int[] {0, 1, 63, 64, 31_337, groups - 1}) {
        List<@Nullable Object> only = new ArrayList<>();
        only.add(values.get(group % 64));
        assertThat(finish(states, group, function, type))
            .satisfies(found -> Expected.assertSame(Expected.of(function, type, only), found));
      }
    }
  }

  /** Adds all at once, and in three parts that are merged in every order through sealed units. */
  private void check(AggregateFunction function, DataType type, List<@Nullable Object> values) {
    @Nullable Object expected = Expected.of(function, type, values);
    try (Accumulator whole = states(function, type)) {
      whole.grow(1);
      add(whole, new int[Math.max(1, values.size())], type, values);
      Expected.assertSame(expected, finish(whole, 0, function, type));
    }
    List<ArrowBuf> units = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      units.add(unit(function, type, third(values, part)));
    }
    for (int[] order : ORDERS) {
      try (Accumulator merged = states(function, type)) {
        merged.grow(2);
        for (int part : order) {
          merge(merged, units.get(part));
        }
        Expected.assertSame(expected, finish(merged, 1, function, type));
        scratch.reset();
      }
    }
    units.forEach(ArrowBuf::close);
  }

  private static List<@Nullable Object> third(List<@Nullable Object> values, int part) {
    return values.subList(values.size() * part / 3, values.size() * (part + 1) / 3);
  }

  private Accumulator states(AggregateFunction function, DataType type) {
    RowExpr argument = new RowExpr.Ref(0, type);
    return Aggregates.create(
        new AggregateCall(function, argument, "a", function.resultType(type)), allocator);
  }

  private void add(Accumulator states, int[] groups, DataType type, List<@Nullable Object> values) {
    states.add(
        groups, Chunks.of(type, values, scratch), Math.min(groups.length, values.size()), scratch);
  }

  private ArrowBuf unit(AggregateFunction function, DataType type, List<@Nullable Object> values) {
    try (Accumulator states = states(function, type);
        UnitWriter writer = new UnitWriter(states.stateTypes(), allocator)) {
      states.grow(1);
      add(states, new int[Math.max(1, values.size())], type, values);
      writer.append(states.save(new int[] {0}, 1, scratch), 1, scratch);
      return Objects.requireNonNull(writer.build());
    }
  }

  private void merge(Accumulator into, ArrowBuf unit) {
    UnitReader reader = new UnitReader(into.stateTypes(), unit, unit.writerIndex());
    int n = reader.next();
    into.merge(new int[] {1}, reader.read(n, scratch), n, scratch);
    assertThat(reader.next()).isZero();
  }

  private @Nullable Object finish(
      Accumulator states, int group, AggregateFunction function, DataType type) {
    Vec result = states.finish(new int[] {group}, 1, scratch);
    return Chunks.values(function.resultType(type), result, 1).getFirst();
  }

  private static int[] range(int from, int n) {
    int[] out = new int[n];
    for (int i = 0; i < n; i++) {
      out[i] = from + i;
    }
    return out;
  }
}
