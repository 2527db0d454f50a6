package dev.tadashi.formats.spi;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import dev.tadashi.model.type.TypeWidening;
import org.apache.arrow.memory.BufferAllocator;

/** Values of a type as values of a wider one, as {@link TypeWidening} allows. */
final class Widening {
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long NANOS_PER_MICRO = 1_000;

  private Widening() {}

  /** Adds all rows of a column to a builder of the wider type. */
  static void append(
      String name, Column from, DataType type, ColumnBuilder to, BufferAllocator allocator) {
    try (Scratch scratch = new Scratch(allocator)) {
      for (int start = 0; start < from.rows(); start += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, from.rows() - start);
        Vec vec = from.read(start, n, null, scratch);
        boolean coarser =
            from.type() instanceof TimeType time
                && unit(type).perSecond() < time.unit().perSecond();
        to.append(
            coarser ? micros((LongVec) vec, n, name, start) : wider(vec, from.type(), type, n), n);
        scratch.reset();
      }
    }
  }

  private static Vec wider(Vec vec, DataType from, DataType to, int n) {
    return switch (vec) {
      case LongVec longs when to.isFloating() -> doubles(longs, from == SimpleType.UINT64, n);
      case LongVec longs when Layout.of(to) == Layout.I128 ->
          wides(longs, from == SimpleType.UINT64, n);
      case LongVec longs when to instanceof TimestampType || to instanceof TimeType ->
          times(longs, factor(from, to), n);
      case Vec same -> same;
    };
  }

  private static Vec doubles(LongVec longs, boolean unsigned, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      long value = longs.values()[i];
      values[i] = unsigned && value < 0 ? (value >>> 1 | value & 1) * 2.0 : value;
    }
    return new DoubleVec(values, longs.nulls());
  }

  private static Vec wides(LongVec longs, boolean unsigned, int n) {
    long[] high = new long[n];
    for (int i = 0; i < n; i++) {
      high[i] = unsigned ? 0 : longs.values()[i] >> 63;
    }
    return new WideVec(high, longs.values(), longs.nulls());
  }

  private static long factor(DataType from, DataType to) {
    long perSecond = unit(to).perSecond();
    return from == SimpleType.DATE
        ? SECONDS_PER_DAY * perSecond
        : perSecond / unit(from).perSecond();
  }

  private static TimeUnit unit(DataType type) {
    return switch (type) {
      case TimeType time -> time.unit();
      case TimestampType timestamp -> timestamp.unit();
      default -> throw new IllegalArgumentException(type.text());
    };
  }

  private static Vec times(LongVec longs, long factor, int n) {
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(longs.nulls(), i)) {
        values[i] = multiplied(longs.values()[i], factor);
      }
    }
    return new LongVec(values, longs.nulls());
  }

  /** Nanoseconds that are whole microseconds. */
  private static Vec micros(LongVec nanos, int n, String column, int start) {
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(nanos.nulls(), i)) {
        values[i] = nanos.values()[i] / NANOS_PER_MICRO;
        if (nanos.values()[i] % NANOS_PER_MICRO != 0) {
          throw new TadashiException(
                  ErrorCode.INVALID_ARGUMENT,
                  "column '%s': the time in row %d of a batch is not in whole microseconds"
                      .formatted(column, start + i))
              .at("column", column)
              .at("row", Integer.toString(start + i))
              .hint("round it, or cast the column to int64");
        }
      }
    }
    return new LongVec(values, nanos.nulls());
  }

  private static long multiplied(long value, long factor) {
    try {
      return Math.multiplyExact(value, factor);
    } catch (ArithmeticException e) {
      throw new TadashiException(
          ErrorCode.NUMERIC_OVERFLOW, "a date or time is out of the range of the column's unit", e);
    }
  }
}
