package dev.tadashi.formats.text;

import java.nio.charset.StandardCharsets;

/** Words and spaces in values that are no texts. */
final class TextTrim {
  private static final byte[][] NULL_WORDS = {bytes("null"), bytes("na"), bytes("n/a")};
  private static final byte[] TRUE = bytes("true");
  private static final byte[] FALSE = bytes("false");

  private TextTrim() {}

  private static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  static int start(byte[] text, int from, int to) {
    int start = from;
    while (start < to && text[start] == ' ') {
      start++;
    }
    return start;
  }

  static int end(byte[] text, int from, int to) {
    int end = to;
    while (end > from && text[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  static boolean isNullWord(byte[] text, int from, int to) {
    return (text[from] | 32) == 'n'
        && (is(text, from, to, NULL_WORDS[0])
            || is(text, from, to, NULL_WORDS[1])
            || is(text, from, to, NULL_WORDS[2]));
  }

  static boolean isBool(byte[] text, int from, int to) {
    return isTrue(text, from, to) || is(text, from, to, FALSE);
  }

  static boolean isTrue(byte[] text, int from, int to) {
    return is(text, from, to, TRUE);
  }

  /** Ignores case. */
  private static boolean is(byte[] text, int from, int to, byte[] word) {
    if (to - from != word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      byte character = text[from + i];
      byte lower = character >= 'A' && character <= 'Z' ? (byte) (character | 32) : character;
      if (lower != word[i]) {
        return false;
      }
    }
    return true;
  }
}
