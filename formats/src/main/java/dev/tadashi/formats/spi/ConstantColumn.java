package dev.tadashi.formats.spi;

import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.Values;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A column that has the same value in all rows. */
public final class ConstantColumn {
  private static final int CHUNK = Scratch.CHUNK;

  private final Literal literal;

  private ConstantColumn(Literal literal) {
    this.literal = literal;
  }

  public static ConstantColumn of(Literal literal) {
    return new ConstantColumn(literal);
  }

  public static ConstantColumn ofNull(DataType type) {
    return new ConstantColumn(Literal.ofNull(type));
  }

  /** Adds that many rows to a builder of the literal's type. */
  public void append(ColumnBuilder to, int rows) {
    try (Arena arena = Arena.ofConfined()) {
      Vec chunk = chunk(arena, Math.min(CHUNK, rows));
      for (int done = 0; done < rows; done += CHUNK) {
        to.append(chunk, Math.min(CHUNK, rows - done));
      }
    }
  }

  private Vec chunk(Arena arena, int rows) {
    boolean @Nullable [] nulls = literal.isNull() ? new boolean[rows] : null;
    if (nulls != null) {
      Arrays.fill(nulls, true);
    }
    return switch (Layout.of(literal.type())) {
      case F32, F64 ->
          new DoubleVec(filled(rows, nulls == null ? literal.doubleValue() : 0), nulls);
      case I128 -> wides(rows, nulls);
      case BYTES -> texts(arena, rows, nulls);
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 ->
          new LongVec(filled(rows, nulls == null ? Values.toLong(literal) : 0), nulls);
    };
  }

  private Vec wides(int rows, boolean @Nullable [] nulls) {
    BigInteger value =
        nulls == null
            ? Values.unscaled(literal.type(), (BigDecimal) literal.nonNull())
            : BigInteger.ZERO;
    return new WideVec(filled(rows, Int128.high(value)), filled(rows, value.longValue()), nulls);
  }

  private Vec texts(Arena arena, int rows, boolean @Nullable [] nulls) {
    byte[] bytes = nulls == null ? Values.toBytes(literal) : new byte[0];
    MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    int[] lengths = new int[rows];
    Arrays.fill(lengths, bytes.length);
    return new BytesVec(filled(rows, copy.address()), lengths, nulls);
  }

  private static long[] filled(int rows, long value) {
    long[] values = new long[rows];
    Arrays.fill(values, value);
    return values;
  }

  private static double[] filled(int rows, double value) {
    double[] values = new double[rows];
    Arrays.fill(values, value);
    return values;
  }
}
