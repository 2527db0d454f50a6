package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.SqlErrors;
import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;

/** Parses a query by Calcite's Babel grammar. */
final class QueryParser {
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withParserFactory(SqlBabelParserImpl.FACTORY)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.TO_LOWER)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(false)
          .withIdentifierMaxLength(255)
          .withConformance(Dialect.INSTANCE);

  /** A query's tree, and which parameter each {@code ?} is. */
  record Parsed(SqlNode query, List<Integer> parameters) {}

  private QueryParser() {}

  static Parsed parse(String sql, List<Token> tokens) {
    Prescan.Result scanned = Prescan.run(sql, tokens);
    try {
      return new Parsed(
          SqlParser.create(scanned.text(), CONFIG).parseQuery(), scanned.parameters());
    } catch (SqlParseException e) {
      throw syntaxError(sql, tokens, e);
    }
  }

  private static TadashiException syntaxError(String sql, List<Token> tokens, SqlParseException e) {
    SqlParserPos pos = e.getPos();
    if (pos == null) {
      return SqlErrors.at(ErrorCode.SQL_SYNTAX, firstLine(e), 1, 1);
    }
    int line = pos.getLineNum();
    int column = pos.getColumnNum();
    for (Token token : tokens) {
      Place place = Place.of(sql, token.start());
      if (place.line() == line && place.column() == column) {
        return SqlErrors.at(
            ErrorCode.SQL_SYNTAX, "'" + token.text() + "' was not expected here", line, column);
      }
    }
    boolean atEnd = tokens.isEmpty() || firstLine(e).contains("<EOF>");
    return SqlErrors.at(
        ErrorCode.SQL_SYNTAX, atEnd ? "the statement ends too early" : firstLine(e), line, column);
  }

  private static String firstLine(SqlParseException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end).trim();
  }
}
