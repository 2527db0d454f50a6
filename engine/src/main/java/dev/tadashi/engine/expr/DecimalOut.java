package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A chunk of decimals that is filled row by row; too many digits are an overflow. */
public final class DecimalOut {
  private final DecimalType type;
  private final long[] low;
  private final long @Nullable [] high;

  public DecimalOut(DecimalType type, Scratch scratch) {
    this.type = type;
    this.low = scratch.longs();
    this.high = Layout.of(type) == Layout.I128 ? scratch.longs() : null;
  }

  public void set(int row, BigInteger scaled) {
    if (!Decimals.fits(scaled, type)) {
      throw Failures.overflow(new BigDecimal(scaled, type.scale()).toPlainString(), type);
    }
    low[row] = scaled.longValue();
    if (high != null) {
      high[row] = Int128.high(scaled);
    }
  }

  /** The chunk; a row that is null needs no value. */
  public Vec build(boolean @Nullable [] nulls) {
    return high == null ? new LongVec(low, nulls) : new WideVec(high, low, nulls);
  }
}
