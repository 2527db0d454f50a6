package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Any number as a decimal, rounded half away from zero. */
record ToDecimal(Kernel source, DataType from, DecimalType to) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    Vec values = source.eval(rows);
    DecimalOut out = new DecimalOut(to, rows.scratch());
    for (int i = 0; i < rows.size(); i++) {
      if (!Vec.isNull(values.nulls(), i)) {
        out.set(i, convert(values, i));
      }
    }
    return out.build(values.nulls());
  }

  private BigInteger convert(Vec values, int row) {
    if (values instanceof DoubleVec doubles) {
      return fromDouble(doubles.values()[row]);
    } else if (from instanceof DecimalType decimal) {
      return Decimals.rescale(Decimals.at(values, row), decimal.scale(), to.scale());
    }
    return integer(values, row).multiply(Decimals.power(to.scale()));
  }

  private BigInteger integer(Vec values, int row) {
    return from == SimpleType.UINT64
        ? new BigInteger(Long.toUnsignedString(((LongVec) values).values()[row]))
        : Decimals.at(values, row);
  }

  private BigInteger fromDouble(double value) {
    if (!Double.isFinite(value)) {
      throw Failures.overflow(Double.toString(value), to);
    }
    return BigDecimal.valueOf(value).setScale(to.scale(), RoundingMode.HALF_UP).unscaledValue();
  }
}
