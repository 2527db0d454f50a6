package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;

/** The other sign. The resolver writes it as a subtraction for all types but floating ones. */
record Negate(Kernel arg, DataType type) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    Vec values = arg.eval(rows);
    return switch (values) {
      case DoubleVec vec -> doubles(vec, rows);
      case LongVec vec -> longs(vec, rows);
      case WideVec vec -> wides(vec, rows);
      case TextVec vec -> throw new IllegalArgumentException(type.text());
    };
  }

  private static Vec doubles(DoubleVec vec, Rows rows) {
    double[] out = rows.scratch().doubles();
    for (int i = 0; i < rows.size(); i++) {
      out[i] = -vec.values()[i];
    }
    return new DoubleVec(out, vec.nulls());
  }

  private Vec longs(LongVec vec, Rows rows) {
    Kernel zero = ignored -> new LongVec(new long[rows.size()], null);
    Kernel same = ignored -> vec;
    SimpleType checked = type instanceof SimpleType simple ? simple : SimpleType.INT64;
    return type == SimpleType.UINT64
        ? new UnsignedArithmetic(ScalarFunction.SUBTRACT, zero, same).eval(rows)
        : new LongArithmetic(ScalarFunction.SUBTRACT, zero, same, checked).eval(rows);
  }

  private static Vec wides(WideVec vec, Rows rows) {
    long[] high = rows.scratch().longs();
    long[] low = rows.scratch().longs();
    for (int i = 0; i < rows.size(); i++) {
      low[i] = -vec.low()[i];
      high[i] = ~vec.high()[i] + (low[i] == 0 ? 1 : 0);
    }
    return new WideVec(high, low, vec.nulls());
  }
}
