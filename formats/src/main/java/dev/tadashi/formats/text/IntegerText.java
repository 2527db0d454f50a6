package dev.tadashi.formats.text;

/** Reads whole numbers of up to 64 bits: digits, a minus before them. Used by one thread. */
final class IntegerText {
  private long value;
  private boolean tooLong;

  /** The number read last. */
  long value() {
    return value;
  }

  /** Whether the text read last was a whole number out of range. */
  boolean tooLong() {
    return tooLong;
  }

  boolean read(byte[] text, int from, int to) {
    tooLong = false;
    boolean negative = from < to && text[from] == '-';
    int at = negative ? from + 1 : from;
    if (at == to) {
      return false;
    }
    // Negative numbers reach one further than positive ones.
    long sum = 0;
    for (; at < to; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      tooLong |= sum < (Long.MIN_VALUE + digit) / 10;
      sum = sum * 10 - digit;
    }
    tooLong |= !negative && sum == Long.MIN_VALUE;
    value = negative ? sum : -sum;
    return !tooLong;
  }
}
