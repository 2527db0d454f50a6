package dev.tadashi.formats.parquet;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnStats;
import dev.tadashi.engine.column.DictionaryColumn;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;

/**
 * Small numbers for the values of a column, by which its dictionary in a file is found: codes are
 * such already, and whole numbers of a small range become such.
 *
 * @param base what is subtracted from numbers
 * @param count above all keys
 */
record Keys(long base, int count) {
  /** No keys: the column's values are too many, or of a type without. */
  static final Keys NONE = new Keys(0, 0);

  private static final int MOST_NUMBERS = 1 << 16;

  /** Few numbers are better written as they are. */
  private static final int FEWEST_ROWS_PER_NUMBER = 4;

  static Keys of(Column column) {
    if (column instanceof DictionaryColumn coded) {
      return new Keys(0, coded.dictionary().size());
    }
    DataType type = column.type();
    boolean number = type instanceof SimpleType simple && simple.integerBits() > 0;
    if (number && type != SimpleType.UINT64 || type == SimpleType.DATE || isShort(type)) {
      return ofRange(column);
    }
    return NONE;
  }

  private static boolean isShort(DataType type) {
    return type instanceof DecimalType decimal
        && decimal.precision() <= ParquetTypes.INT64_DIGITS
        && decimal.scale() == 0;
  }

  private static Keys ofRange(Column column) {
    ColumnStats stats = column.stats();
    Literal min = stats.min();
    Literal max = stats.max();
    if (min == null || max == null) {
      return NONE;
    }
    long most = Math.min(MOST_NUMBERS, column.rows() / FEWEST_ROWS_PER_NUMBER);
    long range = max.longValue() - min.longValue();
    return range >= 0 && range < most ? new Keys(min.longValue(), (int) range + 1) : NONE;
  }

  /** The keys of a chunk; where a value is null its key is arbitrary. */
  void read(Vec vec, int n, int[] keys) {
    switch (vec) {
      case CodeVec codes -> System.arraycopy(codes.codes(), 0, keys, 0, n);
      case LongVec longs -> {
        for (int i = 0; i < n; i++) {
          keys[i] = (int) (longs.values()[i] - base);
        }
      }
      default -> throw new IllegalArgumentException("a chunk without keys");
    }
  }
}
