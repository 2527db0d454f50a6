package dev.tadashi.engine.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.testing.Chunks;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.AggregateCalls;
import dev.tadashi.model.type.DataType;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopAggregateTest {
  private static final int GROUPS = 3;
  private static final int ROWS = 3_000;
  private static final long[] EDGES = {
    Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE
  };

  private final BufferAllocator allocator = new RootAllocator();
  private final Scratch scratch = new Scratch(allocator);

  @AfterEach
  void nothingIsLeft() {
    scratch.close();
    allocator.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 100, 2_000})
  void keepsTheBestOfNumbersUpToTheirEnds(int most) {
    Random random = new Random(most);
    List<Long> values =
        IntStream.range(0, ROWS).mapToObj(i -> EDGES[random.nextInt(EDGES.length)]).toList();
    check(AggregateFunction.MAX_N, most, values, Comparator.reverseOrder());
    check(AggregateFunction.MIN_N, most, values, Comparator.naturalOrder());
    List<Long> others = LongStream.range(0, ROWS).map(i -> random.nextLong(500)).boxed().toList();
    check(AggregateFunction.MAX_N, most, others, Comparator.reverseOrder());
    check(AggregateFunction.MIN_N, most, others, Comparator.naturalOrder());
  }

  private void check(
      AggregateFunction function, int most, List<Long> values, Comparator<Long> order) {
    DataType type = DataType.parse("int64");
    AggregateCall call =
        AggregateCalls.call(
            function,
            List.of(new RowExpr.Ref(0, type), new RowExpr.Const(Literal.of(most))),
            false,
            null,
            "a");
    try (Accumulator states = Aggregates.create(call, allocator)) {
      states.grow(GROUPS);
      for (int from = 0; from < ROWS; from += 1_000) {
        int[] groups = IntStream.range(from, from + 1_000).map(i -> i % GROUPS).toArray();
        Vec chunk = Chunks.of(type, values.subList(from, from + 1_000), scratch);
        states.add(groups, chunk, 1_000, scratch);
        scratch.reset();
      }
      Vec found = states.finish(IntStream.range(0, GROUPS).toArray(), GROUPS, scratch);
      List<?> lists = Chunks.values(call.type(), found, GROUPS);
      for (int group = 0; group < GROUPS; group++) {
        int of = group;
        List<Long> expected =
            IntStream.range(0, ROWS)
                .filter(i -> i % GROUPS == of)
                .mapToObj(values::get)
                .sorted(order)
                .limit(most)
                .toList();
        assertThat(lists.get(group)).as("group %d", group).isEqualTo(expected);
      }
    }
  }
}
