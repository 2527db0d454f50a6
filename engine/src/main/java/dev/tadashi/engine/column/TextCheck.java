package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Tells whether the texts of a vector, whose offsets were checked, are UTF-8. */
public final class TextCheck {
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private TextCheck() {}

  /** The first row whose text is not UTF-8; -1 when all are, or when the vector holds none. */
  public static int firstInvalid(FieldVector vector, int rows) {
    if (!isText(vector.getField().getType()) || rows == 0) {
      return -1;
    }
    TextSource source = TextSource.of(vector);
    if (source instanceof TextSource.Narrow) {
      // Most texts are ASCII, and those of a vector lie one after the other.
      long start = source.address(0);
      long last = source.address(rows - 1);
      if (isAscii(start, last + source.length(rows - 1, last) - start)) {
        return -1;
      }
    }
    for (int row = 0; row < rows; row++) {
      if (!vector.isNull(row)) {
        long address = source.address(row);
        if (!isUtf8(address, source.length(row, address))) {
          return row;
        }
      }
    }
    return -1;
  }

  private static boolean isText(ArrowType type) {
    return switch (type) {
      case ArrowType.Utf8 narrow -> true;
      case ArrowType.LargeUtf8 large -> true;
      case ArrowType.Utf8View views -> true;
      default -> false;
    };
  }

  private static boolean isAscii(long address, long length) {
    long bits = 0;
    long at = 0;
    for (; at + 8 <= length; at += 8) {
      bits |= Memory.getLong(address + at);
    }
    for (; at < length; at++) {
      bits |= Memory.getByte(address + at);
    }
    return (bits & HIGH_BITS) == 0;
  }

  static boolean isUtf8(long address, int length) {
    int at = 0;
    while (at < length) {
      int first = Memory.getByte(address + at);
      if (first >= 0) {
        at++;
        continue;
      }
      int size = size(first & 0xFF);
      if (size == 0 || at + size > length || !isCharacter(address + at, first & 0xFF, size)) {
        return false;
      }
      at += size;
    }
    return true;
  }

  /** Bytes of a character by its first one; 0 when none begins so. */
  private static int size(int first) {
    if (first >= 0xC2 && first <= 0xDF) {
      return 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
      return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
  }

  private static boolean isCharacter(long address, int first, int size) {
    int character = first & 0xFF >> size + 1;
    for (int i = 1; i < size; i++) {
      int next = Memory.getByte(address + i);
      if ((next & 0xC0) != 0x80) {
        return false;
      }
      character = character << 6 | next & 0x3F;
    }
    return switch (size) {
      case 3 -> character >= 0x800 && (character < 0xD800 || character > 0xDFFF);
      case 4 -> character >= 0x1_0000 && character <= 0x10_FFFF;
      default -> true;
    };
  }
}
