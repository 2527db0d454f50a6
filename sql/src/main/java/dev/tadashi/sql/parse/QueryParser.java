package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.SqlErrors;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.jspecify.annotations.Nullable;

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

  private static final SqlAbstractParserImpl.Metadata KEYWORDS =
      SqlParser.create("", CONFIG).getMetadata();

  /** A query's tree, and which parameter each {@code ?} is. */
  record Parsed(SqlNode query, List<Integer> parameters) {}

  private QueryParser() {}

  static Parsed parse(String sql, List<Token> tokens) {
    Prescan.Result scanned = Prescan.run(sql, tokens);
    ReservedNames names = new ReservedNames(sql, tokens);
    StringBuilder text = new StringBuilder(scanned.text());
    names.hideUnits(text);
    @Nullable SqlParseException first = null;
    while (true) {
      try {
        SqlNode tree = SqlParser.create(text.toString(), CONFIG).parseQuery();
        SqlNode shown = names.shown(tree);
        SqlNode written = RowValues.writtenOut(StandardQuantiles.rewrite(shown));
        return new Parsed(written, scanned.parameters());
      } catch (SqlParseException e) {
        first = first == null ? e : first;
        SqlParserPos pos = e.getPos();
        if (pos == null || !names.hide(text, pos.getLineNum(), pos.getColumnNum())) {
          throw syntaxError(sql, tokens, first);
        }
      }
    }
  }

  /** Whether the grammar gives the word a meaning of its own. */
  static boolean isKeyword(String word) {
    return KEYWORDS.isKeyword(word.toUpperCase(Locale.ROOT));
  }

  private static TadashiException syntaxError(String sql, List<Token> tokens, SqlParseException e) {
    SqlParserPos pos = e.getPos();
    if (e.getCause() instanceof StackOverflowError || e.getMessage() == null) {
      return new TadashiException(ErrorCode.SQL_INVALID, "the statement is nested too deeply", e);
    } else if (pos == null) {
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
