package dev.tadashi.formats.text;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;

/**
 * The kinds of values that a column has been seen to have, and the type that holds them all. Whole
 * numbers and others make doubles, dates and timestamps make timestamps; any other mixture is text.
 */
final class ValueKinds {
  private static final int BOOL = 1;
  private static final int INTEGER = 2;
  private static final int DOUBLE = 4;
  private static final int DATE = 8;
  private static final int TIMESTAMP = 16;
  private static final int NANOS = 32;
  private static final int ZONED = 64;
  private static final int TEXT = 128;
  private static final int NESTED = 256;

  /** Words that are null unless they are text after all. */
  private static final int NULL_WORD = 512;

  /** Too long ago or ahead for nanoseconds. */
  private static final int FAR = 1024;

  private final IntegerText integers;
  private final DoubleText doubles;
  private final TimeText times;
  private int seen;

  /** Columns share what reads values, so that ten thousand of them stay small. */
  ValueKinds(IntegerText integers, DoubleText doubles, TimeText times) {
    this.integers = integers;
    this.doubles = doubles;
    this.times = times;
  }

  /** Whether there is nothing more to learn. */
  boolean isText() {
    return (seen & TEXT) != 0;
  }

  /** A value whose kind only its text tells. */
  void add(byte[] text, int from, int to) {
    if (isText()) {
      return;
    }
    int start = TextTrim.start(text, from, to);
    int end = TextTrim.end(text, start, to);
    if (start == end || TextTrim.isNullWord(text, start, end)) {
      seen |= NULL_WORD;
    } else if (TextTrim.isBool(text, start, end)) {
      addBool();
    } else if (!isNumber(text, start, end)) {
      addString(text, start, end);
    }
  }

  /** A number; one that is whole but too long stays text, because a double would change it. */
  boolean isNumber(byte[] text, int from, int to) {
    if (integers.read(text, from, to)) {
      seen |= INTEGER;
    } else if (integers.tooLong()) {
      addText();
    } else if (doubles.read(text, from, to)) {
      seen |= DOUBLE;
    } else {
      return false;
    }
    return true;
  }

  /** A text, which may be a date or a timestamp. */
  void addString(byte[] text, int from, int to) {
    if (isText()) {
      return;
    }
    if (!times.read(text, from, to)) {
      addText();
      return;
    }
    seen |= times.hasZone() ? ZONED : times.hasTime() ? TIMESTAMP : DATE;
    seen |= times.isFine() ? NANOS : 0;
    seen |= times.isNear() ? 0 : FAR;
  }

  /** A value that is null unless the column is of texts. */
  void addEmpty() {
    seen |= NULL_WORD;
  }

  void addBool() {
    seen |= BOOL;
  }

  void addText() {
    seen |= TEXT;
  }

  void addNested() {
    seen |= NESTED | TEXT;
  }

  DataType type() {
    if ((seen & NESTED) != 0) {
      return new OtherType("json");
    }
    return switch (seen & ~(NULL_WORD | NANOS | FAR)) {
      case 0 -> (seen & NULL_WORD) != 0 ? SimpleType.VARCHAR : SimpleType.NULL;
      case BOOL -> SimpleType.BOOL;
      case INTEGER -> SimpleType.INT64;
      case DOUBLE, INTEGER | DOUBLE -> SimpleType.FLOAT64;
      case DATE -> SimpleType.DATE;
      case TIMESTAMP, DATE | TIMESTAMP -> timestamp(false);
      case ZONED -> timestamp(true);
      default -> SimpleType.VARCHAR;
    };
  }

  private DataType timestamp(boolean zoned) {
    boolean nanos = (seen & NANOS) != 0;
    if (nanos && (seen & FAR) != 0) {
      return SimpleType.VARCHAR;
    }
    return new TimestampType(nanos ? TimeUnit.NS : TimeUnit.US, zoned ? "UTC" : null);
  }
}
