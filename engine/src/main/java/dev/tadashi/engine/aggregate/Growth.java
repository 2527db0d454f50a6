package dev.tadashi.engine.aggregate;

/** How state arrays grow: by doubling, so that a group costs a constant number of copies. */
final class Growth {
  private static final int FIRST = 16;

  private Growth() {}

  /** The length of an array of that length when it has to hold {@code needed}. */
  static int length(int length, int needed) {
    int larger = Math.max(FIRST, length);
    while (larger < needed) {
      larger = larger > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - 8 : larger * 2;
    }
    return larger;
  }
}
