package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DataType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An expression without columns: evaluated once, when it is first needed (so that an error in a
 * branch that no row takes is none), and the same in every row after that.
 */
final class Folded implements Kernel {
  private final Kernel once;
  private final DataType type;
  private final BytesPool texts;
  private @Nullable Vec known;

  Folded(Kernel once, DataType type, BytesPool texts) {
    this.once = once;
    this.type = type;
    this.texts = texts;
  }

  @Override
  public Vec eval(Rows rows) {
    Vec result = known;
    if (result == null) {
      result = repeated(once.eval(Rows.of(new Vec[0], 1, rows.scratch())));
      known = result;
    }
    return result;
  }

  private Vec repeated(Vec one) {
    if (Vec.isNull(one.nulls(), 0)) {
      return Constants.nulls(Layout.of(type));
    }
    return switch (one) {
      case LongVec vec -> new LongVec(filled(vec.values()[0]), null);
      case DoubleVec vec -> {
        double[] values = new double[Scratch.CHUNK];
        Arrays.fill(values, vec.values()[0]);
        yield new DoubleVec(values, null);
      }
      case WideVec vec -> new WideVec(filled(vec.high()[0]), filled(vec.low()[0]), null);
      case TextVec vec -> {
        int code = texts.intern(vec.address(0), vec.length(0));
        int[] lengths = new int[Scratch.CHUNK];
        Arrays.fill(lengths, texts.length(code));
        yield new BytesVec(filled(texts.address(code)), lengths, null);
      }
    };
  }

  private static long[] filled(long value) {
    long[] values = new long[Scratch.CHUNK];
    Arrays.fill(values, value);
    return values;
  }
}
