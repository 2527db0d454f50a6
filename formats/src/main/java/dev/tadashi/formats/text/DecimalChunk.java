package dev.tadashi.formats.text;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Decimals; a value that the type would have to round is none of it. */
final class DecimalChunk extends ColumnChunk {
  private static final int LONGEST = 100;

  private final DecimalType type;
  private final boolean wide;
  private final long[] low;
  private final long[] high;

  DecimalChunk(Field field, DecimalType type, int capacity) {
    super(field, capacity);
    this.type = type;
    this.wide = Layout.of(type) == Layout.I128;
    this.low = new long[capacity];
    this.high = new long[wide ? capacity : 0];
  }

  @Override
  boolean put(int row, byte[] text, int from, int to) {
    if (to - from > LONGEST) {
      return false;
    }
    BigDecimal value;
    try {
      value = new BigDecimal(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException e) {
      return false;
    }
    value = value.stripTrailingZeros();
    boolean fits =
        value.scale() <= type.scale()
            && (long) value.precision() - value.scale() <= type.precision() - type.scale();
    if (value.signum() != 0 && !fits) {
      return false;
    }
    put(row, value.setScale(type.scale()).unscaledValue());
    return true;
  }

  private void put(int row, BigInteger unscaled) {
    low[row] = unscaled.longValue();
    if (wide) {
      high[row] = Int128.high(unscaled);
    }
  }

  @Override
  void putNull(int row) {
    put(row, BigInteger.ZERO);
  }

  @Override
  Vec vec(boolean @Nullable [] nulls) {
    return wide ? new WideVec(high, low, nulls) : new LongVec(low, nulls);
  }
}
