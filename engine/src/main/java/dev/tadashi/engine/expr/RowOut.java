package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.Values;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A chunk of any type that is filled row by row, in any order. Rows begin as null. */
abstract sealed class RowOut {
  final boolean[] nulls;

  private RowOut(Scratch scratch, int n) {
    this.nulls = scratch.flags();
    Arrays.fill(nulls, 0, n, true);
  }

  static RowOut of(DataType type, Scratch scratch, int n) {
    return switch (Layout.of(type)) {
      case F32, F64 -> new Doubles(scratch, n);
      case I128 -> new Wides(type, scratch, n);
      case BYTES -> new Bytes(scratch, n);
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 -> new Longs(type, scratch, n);
    };
  }

  /** Row {@code row} becomes row {@code from} of a chunk of the same layout. */
  final void copy(Vec values, int from, int row) {
    nulls[row] = Vec.isNull(values.nulls(), from);
    if (!nulls[row]) {
      copyValue(values, from, row);
    }
  }

  /** Row {@code row} becomes that value. */
  final void set(int row, @Nullable Object value) {
    nulls[row] = value == null;
    if (value != null) {
      setValue(row, value);
    }
  }

  abstract void copyValue(Vec values, int from, int row);

  abstract void setValue(int row, Object value);

  abstract Vec build();

  private static final class Longs extends RowOut {
    private final DataType type;
    private final long[] out;

    Longs(DataType type, Scratch scratch, int n) {
      super(scratch, n);
      this.type = type;
      this.out = scratch.longs();
    }

    @Override
    void copyValue(Vec values, int from, int row) {
      out[row] = ((LongVec) values).values()[from];
    }

    @Override
    void setValue(int row, Object value) {
      out[row] =
          switch (value) {
            case Boolean flag -> flag ? 1 : 0;
            case BigDecimal number -> Values.unscaled(type, number).longValue();
            default -> ((Number) value).longValue();
          };
    }

    @Override
    Vec build() {
      return new LongVec(out, nulls);
    }
  }

  private static final class Doubles extends RowOut {
    private final double[] out;

    Doubles(Scratch scratch, int n) {
      super(scratch, n);
      this.out = scratch.doubles();
    }

    @Override
    void copyValue(Vec values, int from, int row) {
      out[row] = ((DoubleVec) values).values()[from];
    }

    @Override
    void setValue(int row, Object value) {
      out[row] = ((Number) value).doubleValue();
    }

    @Override
    Vec build() {
      return new DoubleVec(out, nulls);
    }
  }

  private static final class Wides extends RowOut {
    private final DataType type;
    private final long[] high;
    private final long[] low;

    Wides(DataType type, Scratch scratch, int n) {
      super(scratch, n);
      this.type = type;
      this.high = scratch.longs();
      this.low = scratch.longs();
    }

    @Override
    void copyValue(Vec values, int from, int row) {
      high[row] = ((WideVec) values).high()[from];
      low[row] = ((WideVec) values).low()[from];
    }

    @Override
    void setValue(int row, Object value) {
      BigInteger scaled =
          value instanceof BigDecimal number ? Values.unscaled(type, number) : (BigInteger) value;
      high[row] = Int128.high(scaled);
      low[row] = scaled.longValue();
    }

    @Override
    Vec build() {
      return new WideVec(high, low, nulls);
    }
  }

  private static final class Bytes extends RowOut {
    private final Scratch scratch;
    private final long[] addresses;
    private final int[] lengths;

    Bytes(Scratch scratch, int n) {
      super(scratch, n);
      this.scratch = scratch;
      this.addresses = scratch.longs();
      this.lengths = scratch.ints();
      Arrays.fill(lengths, 0, n, 0);
    }

    @Override
    void copyValue(Vec values, int from, int row) {
      TextVec texts = (TextVec) values;
      addresses[row] = texts.address(from);
      lengths[row] = texts.length(from);
    }

    @Override
    void setValue(int row, Object value) {
      byte[] bytes =
          value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
      addresses[row] = scratch.memory(bytes.length);
      lengths[row] = bytes.length;
      Memory.put(addresses[row], bytes);
    }

    @Override
    Vec build() {
      return new BytesVec(addresses, lengths, nulls);
    }
  }
}
