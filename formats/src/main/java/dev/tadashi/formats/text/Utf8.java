package dev.tadashi.formats.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Tells whether bytes are UTF-8. Used by one thread. */
final class Utf8 {
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

  boolean isValid(byte[] text, int length) {
    byte any = 0;
    for (int i = 0; i < length; i++) {
      any |= text[i];
    }
    return any >= 0 || decodes(text, length);
  }

  private boolean decodes(byte[] text, int length) {
    try {
      decoder.decode(ByteBuffer.wrap(text, 0, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
