package dev.tadashi.server.sql;

/**
 * The search patterns of names: {@code %} is any text, {@code _} any one character, and a backslash
 * takes the next one as it is. Any text is a pattern. Linear in both lengths' product.
 */
public record SearchPattern(String text) {

  /** Whether the pattern is one for that name. */
  public boolean matches(String name) {
    int at = 0;
    int in = 0;
    int star = -1;
    int retry = 0;
    while (in < name.length()) {
      int width = Character.charCount(name.codePointAt(in));
      if (at < text.length() && text.charAt(at) == '%') {
        star = ++at;
        retry = in;
      } else if (takes(at, name.codePointAt(in))) {
        at = after(at);
        in += width;
      } else if (star >= 0) {
        at = star;
        retry += Character.charCount(name.codePointAt(retry));
        in = retry;
      } else {
        return false;
      }
    }
    return text.substring(at).chars().allMatch(c -> c == '%');
  }

  private boolean takes(int at, int character) {
    if (at >= text.length()) {
      return false;
    }
    return isEscape(at)
        ? text.codePointAt(at + 1) == character
        : text.charAt(at) == '_' || text.codePointAt(at) == character;
  }

  private int after(int at) {
    int plain = isEscape(at) ? at + 1 : at;
    return plain + Character.charCount(text.codePointAt(plain));
  }

  private boolean isEscape(int at) {
    return text.charAt(at) == '\\' && at + 1 < text.length();
  }
}
