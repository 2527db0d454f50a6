package dev.tadashi.server.managed;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import java.util.regex.Pattern;

/** Which names managed tables may have: the name is a folder and a part of URIs. */
final class TableNames {
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_ .@$-]{0,127}");

  private TableNames() {}

  static void check(TableName name) {
    if (!NAME.matcher(name.table()).matches() || name.table().endsWith(" ")) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "'" + name.table() + "' cannot be the name of a table that is written")
          .at("table", name.toString())
          .hint(
              "letters, digits, spaces and _ . @ $ -, at most 128, the first a letter, digit or _");
    }
  }
}
