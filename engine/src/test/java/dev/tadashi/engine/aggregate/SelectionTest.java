package dev.tadashi.engine.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  private static final int BEFORE = 3;

  private static final List<LongUnaryOperator> SHAPES =
      List.of(
          i -> i,
          i -> -i,
          i -> 7,
          i -> i % 2 == 0 ? Long.MAX_VALUE : Long.MIN_VALUE,
          i -> Long.MAX_VALUE,
          i -> i % 5,
          i -> i * 0x9E37_79B9_7F4A_7C15L,
          i -> Long.numberOfTrailingZeros(i + 1));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 40, 41, 399, 1_000, 20_000})
  void isWhatSortingPutsThere(int n) {
    Random random = new Random(n);
    for (LongUnaryOperator shape : SHAPES) {
      long[] given = LongStream.range(-BEFORE, n + BEFORE).map(shape).toArray();
      long[] sorted = given.clone();
      Arrays.sort(sorted, BEFORE, BEFORE + n);
      for (int at : new int[] {0, n / 2, n - 1, random.nextInt(n)}) {
        check(given.clone(), sorted, BEFORE + at);
      }
    }
  }

  /** The value, what it leaves on both sides of it, and that it touches nothing outside. */
  private static void check(long[] values, long[] sorted, int at) {
    int end = values.length - BEFORE;
    long found = Selection.nth(values, BEFORE, end, at);
    assertThat(found).isEqualTo(sorted[at]).isEqualTo(values[at]);
    assertThat(Arrays.stream(values, BEFORE, at)).allMatch(value -> value <= found);
    assertThat(Arrays.stream(values, at, end)).allMatch(value -> value >= found);
    Arrays.sort(values, BEFORE, end);
    assertThat(values).isEqualTo(sorted);
  }
}
