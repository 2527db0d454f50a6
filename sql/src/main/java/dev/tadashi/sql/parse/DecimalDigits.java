package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.sql.SqlErrors;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Refuses decimals with digits that a decimal cannot have, which Calcite finds too late. */
final class DecimalDigits {
  private static final Set<String> NAMES = Set.of("decimal", "numeric", "dec");

  private DecimalDigits() {}

  static void check(SqlBasicTypeNameSpec type) {
    String name = type.getTypeName().getSimple().toLowerCase(Locale.ROOT);
    int precision = type.getPrecision();
    int scale = Math.max(0, type.getScale());
    boolean given = NAMES.contains(name) && precision != -1;
    if (given && (precision < 1 || precision > DecimalType.MAX_PRECISION || scale > precision)) {
      SqlParserPos pos = type.getParserPos();
      throw SqlErrors.at(
          ErrorCode.SQL_INVALID,
          "a decimal has 1 to %d digits, and not more behind the point"
              .formatted(DecimalType.MAX_PRECISION),
          pos.getLineNum(),
          pos.getColumnNum());
    }
  }
}
