package dev.tadashi.scheduler;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many short lives of a cluster in which messages are lost, repeated and reordered, and workers
 * join, drain, crash, restart, pause, wake and forget what they had. Each is repeatable: {@code
 * -Dtadashi.chaos.seed=N} runs that one.
 */
class ChaosTest {
  static LongStream seeds() {
    Long given = Long.getLong("tadashi.chaos.seed");
    return given != null ? LongStream.of(given) : LongStream.range(0, 400);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyTaskEndsWithEachSplitOnce(long seed) {
    new ChaosRun(new Random(seed), "seed " + seed).run();
  }
}
