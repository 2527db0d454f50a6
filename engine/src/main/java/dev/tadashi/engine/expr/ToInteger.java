package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Any number as an integer: decimals round half away from zero, floating ones half to even. */
record ToInteger(Kernel source, DataType from, SimpleType to) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    Vec values = source.eval(rows);
    if (widens()) {
      return values;
    }
    long[] out = rows.scratch().longs();
    for (int i = 0; i < rows.size(); i++) {
      if (!Vec.isNull(values.nulls(), i)) {
        out[i] = checked(convert(values, i));
      }
    }
    return new LongVec(out, values.nulls());
  }

  /** Whether every value stays the same 64 bits. */
  private boolean widens() {
    if (!(from instanceof SimpleType simple) || simple.integerBits() == 0) {
      return false;
    }
    return simple.isSigned() == to.isSigned()
        ? simple.integerBits() <= to.integerBits()
        : to.isSigned() && simple.integerBits() < to.integerBits();
  }

  private BigInteger convert(Vec values, int row) {
    if (values instanceof DoubleVec doubles) {
      double value = Math.rint(doubles.values()[row]);
      if (!Double.isFinite(value)) {
        throw Failures.overflow(Double.toString(value), to);
      }
      return new BigDecimal(value).toBigInteger();
    } else if (from instanceof DecimalType decimal) {
      return Decimals.rescale(Decimals.at(values, row), decimal.scale(), 0);
    } else if (from == SimpleType.UINT64) {
      return new BigInteger(Long.toUnsignedString(((LongVec) values).values()[row]));
    }
    return Decimals.at(values, row);
  }

  private long checked(BigInteger value) {
    int bits = to.isSigned() ? to.integerBits() - 1 : to.integerBits();
    if (value.bitLength() > bits || (!to.isSigned() && value.signum() < 0)) {
      throw Failures.overflow(value.toString(), to);
    }
    return value.longValue();
  }
}
