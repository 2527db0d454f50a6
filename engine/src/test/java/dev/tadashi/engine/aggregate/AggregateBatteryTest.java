package dev.tadashi.engine.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.testing.Chunks;
import dev.tadashi.engine.testing.Expected;
import dev.tadashi.engine.testing.RandomValues;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.AggregateCalls;
import dev.tadashi.model.type.DataType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
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

  /** A function on types; the second one is for functions of two columns. */
  private record Call(
      AggregateFunction function, DataType type, DataType second, boolean distinct) {
    double constant() {
      return function.takesFraction() ? 0.3 : 3;
    }

    AggregateCall plan() {
      List<RowExpr> arguments = new ArrayList<>();
      arguments.add(new RowExpr.Ref(0, type));
      if (function.rowArguments() == 2) {
        arguments.add(new RowExpr.Ref(1, second));
      }
      if (arguments.size() < function.arguments()) {
        boolean fraction = function.takesFraction();
        arguments.add(new RowExpr.Const(fraction ? Literal.of(0.3) : Literal.of(3)));
      }
      return AggregateCalls.call(function, arguments, distinct, null, "a");
    }

    @Override
    public String toString() {
      return function + (distinct ? " distinct " : " ") + type + " " + second;
    }
  }

  static Stream<Call> functions() {
    return Stream.of(AggregateFunction.values())
        .flatMap(function ->
            TYPES.stream()
                .map(DataType::parse)
                .filter(type -> function.accepts(0, type))
                .flatMap(type -> calls(function, type)));
  }

  private static Stream<Call> calls(AggregateFunction function, DataType type) {
    if (function.rowArguments() == 1) {
      return Stream.of(false, true).map(distinct -> new Call(function, type, type, distinct));
    }
    return Stream.of("int64", "float64", "decimal(30,4)", "varchar")
        .map(DataType::parse)
        .filter(second -> function.accepts(1, second))
        .map(second -> new Call(function, type, second, false));
  }

  @AfterEach
  void nothingIsLeft() {
    scratch.close();
    allocator.close();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void noRows(Call call) {
    check(call, List.of());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void allNull(Call call) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      values.add(null);
    }
    check(call, values);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void oneValue(Call call) {
    check(call, RandomValues.of(call.type(), 1, new Random(1), false));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void oneGroup(Call call) {
    check(call, RandomValues.of(call.type(), 1_000, new Random(2), true));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void manyGroups(Call call) {
    int groups = 100_000;
    List<@Nullable Object> values = RandomValues.of(call.type(), 64, new Random(3), true);
    try (Accumulator states = states(call)) {
      states.grow(groups);
      for (int from = 0; from < groups; from += 64) {
        add(call, states, range(from, Math.min(64, groups - from)), values, beside(call, 64));
        scratch.reset();
      }
      for (int group : new int[] {0, 1, 63, 64, 31_337, groups - 1}) {
        List<@Nullable Object> only = values.subList(group % 64, group % 64 + 1);
        List<@Nullable Object> with = beside(call, 64).subList(group % 64, group % 64 + 1);
        assertThat(finish(states, group, call))
            .satisfies(found -> Expected.assertSame(expected(call, only, with), found));
      }
    }
  }

  /** Different values, in no order, some of them null. */
  private static List<@Nullable Object> beside(Call call, int n) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      values.add(i % 9 == 5 ? null : beside(call.second(), i * 7919 % 10_007 - 5_000));
    }
    return values;
  }

  private static Object beside(DataType type, long value) {
    return switch (type.text()) {
      case "float64" -> value / 4.0;
      case "varchar" -> String.format("k%05d", value + 5_000);
      case "decimal(30,4)" -> BigDecimal.valueOf(value, 4);
      default -> value;
    };
  }

  private static @Nullable Object expected(
      Call call, List<@Nullable Object> values, List<@Nullable Object> beside) {
    return Expected.of(
        call.function(),
        call.type(),
        call.distinct() ? distinct(values) : values,
        beside,
        call.constant());
  }

  private static List<@Nullable Object> distinct(List<@Nullable Object> values) {
    Map<Object, @Nullable Object> different = new LinkedHashMap<>();
    for (Object value : values) {
      Object key = value instanceof byte[] bytes ? Arrays.toString(bytes) : value;
      different.put(key == null ? "null" : key, value);
    }
    return new ArrayList<>(different.values());
  }

  /** Adds all at once, and in three parts that are merged in every order through sealed units. */
  private void check(Call call, List<@Nullable Object> values) {
    List<@Nullable Object> beside = beside(call, values.size());
    @Nullable Object expected = expected(call, values, beside);
    try (Accumulator whole = states(call)) {
      whole.grow(1);
      add(call, whole, new int[Math.max(1, values.size())], values, beside);
      Expected.assertSame(expected, finish(whole, 0, call));
    }
    List<ArrowBuf> units = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      units.add(unit(call, third(values, part), third(beside, part)));
    }
    for (int[] order : ORDERS) {
      try (Accumulator merged = states(call)) {
        merged.grow(2);
        for (int part : order) {
          merge(merged, units.get(part));
        }
        Expected.assertSame(expected, finish(merged, 1, call));
        scratch.reset();
      }
    }
    units.forEach(ArrowBuf::close);
  }

  private static List<@Nullable Object> third(List<@Nullable Object> values, int part) {
    return values.subList(values.size() * part / 3, values.size() * (part + 1) / 3);
  }

  private Accumulator states(Call call) {
    return Aggregates.create(call.plan(), allocator);
  }

  private void add(
      Call call,
      Accumulator states,
      int[] groups,
      List<@Nullable Object> values,
      List<@Nullable Object> beside) {
    int n = Math.min(groups.length, values.size());
    Vec first = Chunks.of(call.type(), values, scratch);
    if (call.function().rowArguments() == 2) {
      Vec second = Chunks.of(call.second(), beside, scratch);
      ((PairAccumulator) states).add(groups, first, second, n, scratch);
    } else {
      states.add(groups, first, n, scratch);
    }
  }

  private ArrowBuf unit(Call call, List<@Nullable Object> values, List<@Nullable Object> beside) {
    try (Accumulator states = states(call);
        UnitWriter writer = new UnitWriter(states.stateTypes(), allocator)) {
      states.grow(1);
      add(call, states, new int[Math.max(1, values.size())], values, beside);
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

  private @Nullable Object finish(Accumulator states, int group, Call call) {
    Vec result = states.finish(new int[] {group}, 1, scratch);
    return Chunks.values(call.plan().type(), result, 1).getFirst();
  }

  private static int[] range(int from, int n) {
    int[] out = new int[n];
    for (int i = 0; i < n; i++) {
      out[i] = from + i;
    }
    return out;
  }
}
