package dev.tadashi.sql;

import dev.tadashi.model.error.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that are close to one that was not found. */
public final class DidYouMean {
  private static final int MOST = 3;
  private static final int LONGEST = 100;

  private DidYouMean() {}

  /** A hint with the closest names, or what else can be said when none is close. */
  public static String hint(String name, Collection<String> candidates, String otherwise) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int most = Math.max(1, wanted.length() / 3);
    List<String> close =
        candidates.stream()
            .distinct()
            .filter(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= most)
            .sorted(
                Comparator.comparingInt(
                        (String candidate) -> distance(wanted, candidate.toLowerCase(Locale.ROOT)))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MOST)
            .toList();
    return close.isEmpty() ? otherwise : "did you mean " + String.join(", ", close) + "?";
  }

  /** Names that are too long to be meant are far from everything. */
  private static int distance(String a, String b) {
    if (a.length() > LONGEST || b.length() > LONGEST) {
      return Integer.MAX_VALUE;
    }
    return EditDistance.between(a, b);
  }
}
