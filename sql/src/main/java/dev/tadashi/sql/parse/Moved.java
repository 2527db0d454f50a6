package dev.tadashi.sql.parse;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.SqlErrors;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a user's statement that is read within a statement of ours: errors name the place where
 * the user wrote it.
 *
 * @param before characters before the part in our statement, all in its first line
 * @param line where the part begins in the user's
 * @param column there
 */
public record Moved(int before, int line, int column) {
  private static final Pattern PLACE = Pattern.compile(" \\(line (\\d+), column (\\d+)\\)");

  /** Does what may fail at a place of our statement. */
  public <T> T reading(Supplier<T> work) {
    try {
      return work.get();
    } catch (TadashiException e) {
      throw moved(e);
    }
  }

  private TadashiException moved(TadashiException e) {
    String message = e.detail().message();
    Matcher place = PLACE.matcher(message);
    if (!place.find()) {
      return e;
    }
    String shownLine = place.group(1);
    String shownColumn = place.group(2);
    int ourLine = Integer.parseInt(shownLine);
    int ourColumn = Integer.parseInt(shownColumn);
    int shift = ourLine == 1 ? column - 1 - before : 0;
    TadashiException moved =
        SqlErrors.at(
            e.code(),
            place.replaceFirst(""),
            ourLine + line - 1,
            Math.max(ourLine == 1 ? column : 1, ourColumn + shift));
    for (Map.Entry<String, String> known : e.detail().where().entrySet()) {
      boolean told = known.getValue().equals(shownLine) || known.getValue().equals(shownColumn);
      boolean ofPlace = known.getKey().equals("line") || known.getKey().equals("column");
      moved = told && ofPlace ? moved : moved.at(known.getKey(), known.getValue());
    }
    @Nullable String hint = e.detail().hint();
    return hint == null ? moved : moved.hint(hint);
  }
}
