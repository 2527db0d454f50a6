package dev.tadashi.engine.expr;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;

/**
 * A LIKE pattern over UTF-8: {@code %} matches any text, {@code _} one character, a backslash makes
 * the next one literal. Matching walks both once and on a mismatch goes back to the last {@code %}
 * only, which is enough because an earlier one can never do better. A text between two {@code %} is
 * looked for byte by byte.
 */
final class LikePattern implements TextTest.Condition {
  private static final int ANY = -1;
  private static final int ONE = -2;

  /** Bytes 0 to 255 stand for themselves. */
  private final int[] pattern;

  private final byte[] within;

  LikePattern(byte[] text) {
    int[] parsed = new int[text.length];
    int n = 0;
    for (int i = 0; i < text.length; i++) {
      int symbol = text[i] & 0xFF;
      if (symbol == '\\') {
        if (++i == text.length) {
          throw new TadashiException(
                  ErrorCode.INVALID_ARGUMENT, "a pattern of 'like' ends with its escape character")
              .at("op", "like");
        }
        symbol = text[i] & 0xFF;
      } else if (symbol == '%') {
        symbol = ANY;
      } else if (symbol == '_') {
        symbol = ONE;
      }
      parsed[n++] = symbol;
    }
    this.pattern = java.util.Arrays.copyOf(parsed, n);
    this.within = within(pattern);
  }

  /** The bytes between a percent sign at the start and one at the end; empty for another form. */
  private static byte[] within(int[] pattern) {
    int last = pattern.length - 1;
    if (last < 2 || pattern[0] != ANY || pattern[last] != ANY) {
      return new byte[0];
    }
    byte[] bytes = new byte[last - 1];
    for (int i = 1; i < last; i++) {
      if (pattern[i] < 0) {
        return new byte[0];
      }
      bytes[i - 1] = (byte) pattern[i];
    }
    return bytes;
  }

  @Override
  public boolean holds(long address, int length) {
    return within.length > 0 ? contains(address, length) : matches(address, length);
  }

  /** In UTF-8 no text begins within a character of another. */
  private boolean contains(long address, int length) {
    byte first = within[0];
    long end = address + length - within.length;
    for (long at = address; at <= end; at++) {
      if (Memory.getByte(at) == first && same(at + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean same(long address) {
    for (int i = 1; i < within.length; i++) {
      if (Memory.getByte(address + i - 1) != within[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean matches(long address, int length) {
    int at = 0;
    int p = 0;
    int lastAny = -1;
    int retry = 0;
    while (at < length) {
      if (p < pattern.length && pattern[p] == ANY) {
        lastAny = p++;
        retry = at;
      } else if (p < pattern.length && pattern[p] == ONE) {
        at = next(address, at, length);
        p++;
      } else if (p < pattern.length && pattern[p] == (Memory.getByte(address + at) & 0xFF)) {
        at++;
        p++;
      } else if (lastAny >= 0) {
        retry = next(address, retry, length);
        at = retry;
        p = lastAny + 1;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == ANY) {
      p++;
    }
    return p == pattern.length;
  }

  /** Where the character after the one at {@code at} begins. */
  private static int next(long address, int at, int length) {
    int following = at + 1;
    while (following < length && (Memory.getByte(address + following) & 0xC0) == 0x80) {
      following++;
    }
    return following;
  }
}
