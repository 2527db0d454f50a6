package dev.tadashi.engine.expr;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.function.ScalarFunction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A condition on one text. On a dictionary column it is evaluated once per entry that occurs, and
 * looked up by code after that.
 */
final class TextTest implements Kernel {
  /** The condition. */
  interface Condition {
    boolean holds(long address, int length);
  }

  private static final byte TRUE = 1;
  private static final byte FALSE = 2;

  private final Kernel text;
  private final Condition condition;
  private final Map<Long, byte[]> known = new HashMap<>();

  TextTest(Kernel text, Condition condition) {
    this.text = text;
    this.condition = condition;
  }

  /** Comparison with a constant. */
  static Condition compare(ScalarFunction function, long to, int toLength) {
    return switch (function) {
      case EQ -> (a, length) -> Memory.same(a, length, to, toLength);
      case NE -> (a, length) -> !Memory.same(a, length, to, toLength);
      case LT -> (a, length) -> Memory.compare(a, length, to, toLength) < 0;
      case LE -> (a, length) -> Memory.compare(a, length, to, toLength) <= 0;
      case GT -> (a, length) -> Memory.compare(a, length, to, toLength) > 0;
      default -> (a, length) -> Memory.compare(a, length, to, toLength) >= 0;
    };
  }

  @Override
  public Vec eval(Rows rows) {
    TextVec values = (TextVec) text.eval(rows);
    long[] out = rows.scratch().longs();
    int n = rows.size();
    switch (values) {
      case CodeVec codes -> byCode(codes, n, out);
      case BytesVec bytes -> {
        for (int i = 0; i < n; i++) {
          boolean holds =
              !Vec.isNull(bytes.nulls(), i) && condition.holds(bytes.address(i), bytes.length(i));
          out[i] = holds ? 1 : 0;
        }
      }
    }
    return new LongVec(out, values.nulls());
  }

  private void byCode(CodeVec vec, int n, long[] out) {
    byte[] answers = answers(vec);
    int[] codes = vec.codes();
    for (int i = 0; i < n; i++) {
      int code = codes[i];
      if (answers[code] == 0) {
        answers[code] = holds(vec, code) ? TRUE : FALSE;
      }
      out[i] = answers[code] & 1;
    }
  }

  private boolean holds(CodeVec vec, int code) {
    // A null row has code 0, which an empty dictionary does not have.
    return code < vec.entries().size()
        && condition.holds(vec.entries().address(code), vec.entries().length(code));
  }

  private byte[] answers(CodeVec vec) {
    int size = Math.max(1, vec.entries().size());
    byte[] answers = known.computeIfAbsent(vec.dictionary(), id -> new byte[size]);
    if (answers.length < size) {
      answers = Arrays.copyOf(answers, size);
      known.put(vec.dictionary(), answers);
    }
    return answers;
  }
}
