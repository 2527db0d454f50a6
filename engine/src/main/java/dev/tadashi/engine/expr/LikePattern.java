package dev.tadashi.engine.expr;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;

/**
 * A LIKE pattern over UTF-8: {@code %} matches any text, {@code _} one character, a backslash makes
 * the next one literal. Matching walks both once and on a mismatch goes back to the last {@code %}
 * only, which is enough because an earlier one can never do better.
 */
final class LikePattern implements TextTest.Condition {
  private static final int ANY = -1;
  private static final int ONE = -2;

  /** Bytes 0 to 255 stand for themselves. */
  private final int[] pattern;

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
  }

  @Override
  public boolean holds(long address, int length) {
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
