package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.Values;
import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.expr.Literal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/** Chunks that hold one value in every row, made once. */
final class Constants {
  private static final int CHUNK = Scratch.CHUNK;

  private Constants() {}

  static Kernel kernel(Literal literal, BytesPool texts) {
    Layout layout = Layout.of(literal.type());
    Vec chunk = literal.isNull() ? nulls(layout) : values(literal, layout, texts);
    return rows -> chunk;
  }

  /** A chunk of nulls of the kind that the layout's values have. */
  static Vec nulls(Layout layout) {
    boolean[] nulls = new boolean[CHUNK];
    Arrays.fill(nulls, true);
    return switch (layout) {
      case F32, F64 -> new DoubleVec(new double[CHUNK], nulls);
      case I128 -> new WideVec(new long[CHUNK], new long[CHUNK], nulls);
      case BYTES -> new BytesVec(new long[CHUNK], new int[CHUNK], nulls);
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 -> new LongVec(new long[CHUNK], nulls);
    };
  }

  private static Vec values(Literal literal, Layout layout, BytesPool texts) {
    return switch (layout) {
      case F32, F64 -> new DoubleVec(filled(literal.doubleValue()), null);
      case I128 -> {
        BigInteger value = Values.unscaled(literal.type(), (BigDecimal) literal.nonNull());
        yield new WideVec(filled(Int128.high(value)), filled(value.longValue()), null);
      }
      case BYTES -> {
        int code = intern(texts, literal);
        int[] lengths = new int[CHUNK];
        Arrays.fill(lengths, texts.length(code));
        yield new BytesVec(filled(texts.address(code)), lengths, null);
      }
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 ->
          new LongVec(filled(Values.toLong(literal)), null);
    };
  }

  /** The code of a text or binary constant. */
  static int intern(BytesPool texts, Literal literal) {
    return intern(texts, Values.toBytes(literal));
  }

  static int intern(BytesPool texts, byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      return texts.intern(copy.address(), bytes.length);
    }
  }

  private static long[] filled(long value) {
    long[] values = new long[CHUNK];
    Arrays.fill(values, value);
    return values;
  }

  private static double[] filled(double value) {
    double[] values = new double[CHUNK];
    Arrays.fill(values, value);
    return values;
  }
}
