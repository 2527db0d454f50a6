package dev.tadashi.formats.text;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimestampType;
import org.jspecify.annotations.Nullable;

/** Conditions, integers, dates, times of day and timestamps. */
final class LongChunk extends ColumnChunk {
  private final DataType type;
  private final long[] values;
  private final IntegerText integers = new IntegerText();
  private final TimeText times = new TimeText();

  LongChunk(Field field, int capacity) {
    super(field, capacity);
    this.type = field.type();
    this.values = new long[capacity];
  }

  @Override
  boolean put(int row, byte[] text, int from, int to) {
    return switch (type) {
      case SimpleType.BOOL -> {
        values[row] = TextTrim.isTrue(text, from, to) ? 1 : 0;
        yield TextTrim.isBool(text, from, to);
      }
      case SimpleType.DATE -> {
        boolean read = times.read(text, from, to) && !times.hasTime();
        values[row] = times.day();
        yield read;
      }
      case TimeType time -> putTimeOfDay(row, time, text, from, to);
      case TimestampType timestamp -> putTime(row, timestamp, text, from, to);
      case SimpleType simple when simple.integerBits() != 0 ->
          putInteger(row, simple, text, from, to);
      default -> false;
    };
  }

  private boolean putTime(int row, TimestampType timestamp, byte[] text, int from, int to) {
    if (!times.read(text, from, to) || times.hasZone() != (timestamp.zone() != null)) {
      return false;
    }
    values[row] = times.since1970(timestamp.unit().perSecond());
    return true;
  }

  private boolean putTimeOfDay(int row, TimeType time, byte[] text, int from, int to) {
    if (!times.readTime(text, from, to) || !times.isWhole(time.unit().perSecond())) {
      return false;
    }
    values[row] = times.sinceMidnight(time.unit().perSecond());
    return true;
  }

  private boolean putInteger(int row, SimpleType integer, byte[] text, int from, int to) {
    if (!integers.read(text, from, to)) {
      return false;
    }
    long value = integers.value();
    values[row] = value;
    if (!integer.isSigned()) {
      return value >= 0 && (integer.integerBits() == 64 || value >> integer.integerBits() == 0);
    }
    int unused = 64 - integer.integerBits();
    return value << unused >> unused == value;
  }

  @Override
  void putNull(int row) {
    values[row] = 0;
  }

  @Override
  Vec vec(boolean @Nullable [] nulls) {
    return new LongVec(values, nulls);
  }
}
