package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Entries;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import org.jspecify.annotations.Nullable;

/** Least and greatest value over the chunks of one column. */
final class StatsScan {
  private final DataType type;
  private final boolean unsigned;
  private boolean any;
  private long min;
  private long max;
  private long minHigh;
  private long maxHigh;
  private double minDouble;
  private double maxDouble;
  private byte @Nullable [] minBytes;
  private byte @Nullable [] maxBytes;

  StatsScan(DataType type) {
    this.type = type;
    this.unsigned = type == SimpleType.UINT64;
  }

  /** Of a column that has each of these byte strings and no others. */
  static ColumnStats of(DataType type, Entries entries, long nullCount) {
    StatsScan scan = new StatsScan(type);
    for (int code = 0; code < entries.size(); code++) {
      scan.addBytes(entries.address(code), entries.length(code));
    }
    return scan.result(nullCount);
  }

  void add(Vec vec, int n) {
    switch (vec) {
      case LongVec longs -> addLongs(longs, n);
      case DoubleVec doubles -> addDoubles(doubles, n);
      case WideVec wides -> addWides(wides, n);
      case CodeVec codes -> throw new IllegalArgumentException("a dictionary is scanned itself");
      case BytesVec bytes when type.isNested() -> {}
      case BytesVec bytes -> {
        for (int i = 0; i < n; i++) {
          if (!Vec.isNull(bytes.nulls(), i)) {
            addBytes(bytes.address(i), bytes.length(i));
          }
        }
      }
    }
  }

  private void addLongs(LongVec vec, int n) {
    // Flipping the top bit makes the signed comparison an unsigned one.
    long flip = unsigned ? Long.MIN_VALUE : 0;
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(vec.nulls(), i)) {
        long value = vec.values()[i] ^ flip;
        min = any ? Math.min(min, value) : value;
        max = any ? Math.max(max, value) : value;
        any = true;
      }
    }
  }

  private void addDoubles(DoubleVec vec, int n) {
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(vec.nulls(), i)) {
        double value = vec.values()[i] + 0.0;
        minDouble = any && Double.compare(minDouble, value) <= 0 ? minDouble : value;
        maxDouble = any && Double.compare(maxDouble, value) >= 0 ? maxDouble : value;
        any = true;
      }
    }
  }

  private void addWides(WideVec vec, int n) {
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(vec.nulls(), i)) {
        long high = vec.high()[i];
        long low = vec.low()[i];
        if (!any || Int128.compare(high, low, minHigh, min) < 0) {
          minHigh = high;
          min = low;
        }
        if (!any || Int128.compare(high, low, maxHigh, max) > 0) {
          maxHigh = high;
          max = low;
        }
        any = true;
      }
    }
  }

  private void addBytes(long address, int length) {
    if (minBytes == null || Memory.compare(address, length, minBytes) < 0) {
      minBytes = Memory.bytes(address, length);
    }
    if (maxBytes == null || Memory.compare(address, length, maxBytes) > 0) {
      maxBytes = Memory.bytes(address, length);
    }
    any = true;
  }

  ColumnStats result(long nullCount) {
    if (!any || type.isNested()) {
      return new ColumnStats(null, null, nullCount);
    }
    return new ColumnStats(
        literal(minHigh, min, minDouble, minBytes),
        literal(maxHigh, max, maxDouble, maxBytes),
        nullCount);
  }

  private @Nullable Literal literal(long high, long low, double number, byte @Nullable [] bytes) {
    return switch (Layout.of(type)) {
      case NOTHING -> null;
      case F32, F64 -> new Literal(type, number);
      case BYTES -> bytes == null ? null : Values.ofBytes(type, bytes);
      case I128 -> Values.ofWide(type, high, low);
      case BOOL, I8, U8, I16, U16, I32, U32, I64 ->
          Values.ofLong(type, unsigned ? low ^ Long.MIN_VALUE : low);
    };
  }
}
