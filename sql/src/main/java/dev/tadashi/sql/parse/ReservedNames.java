package dev.tadashi.sql.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Names that Calcite's grammar reserves and PostgreSQL does not, as {@code rows} or {@code next}.
 * Where the parser stops at one, it is hidden behind another first letter, which keeps its length,
 * and gets its own back in the tree.
 */
final class ReservedNames {
  /** What PostgreSQL 17 reserves, everywhere or as names of tables and columns; appendix C. */
  private static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric authorization binary both case cast"
                  + " check collate collation column concurrently constraint create cross"
                  + " current_catalog current_date current_role current_schema current_time"
                  + " current_timestamp current_user default deferrable desc distinct do else end"
                  + " except false fetch for foreign freeze from full grant group having ilike in"
                  + " initially inner intersect into is isnull join lateral leading left like limit"
                  + " localtime localtimestamp natural not notnull null offset on only or order"
                  + " outer overlaps placing primary references returning right select session_user"
                  + " similar some symmetric table tablesample then to trailing true union unique"
                  + " user using variadic verbose when where window with")
              .split(" "));

  /** A letter that the grammar takes in names, and that stands at the head of hidden ones. */
  private static final char MARK = '\u1401';

  private final String sql;
  private final List<Token> tokens;
  private final Set<Place> hidden = new HashSet<>();

  ReservedNames(String sql, List<Token> tokens) {
    this.sql = sql;
    this.tokens = tokens;
  }

  /** Hides the name at which the parser stopped, or the one behind it; false when there is none. */
  boolean hide(StringBuilder text, int line, int column) {
    int stopped = 0;
    while (stopped < tokens.size() && !at(tokens.get(stopped)).equals(new Place(line, column))) {
      stopped++;
    }
    return hide(text, stopped) || hide(text, stopped + 1);
  }

  /**
   * Hides columns that are named like a unit, which the grammar takes for that in date_trunc, and
   * date_diff, of which it has another idea.
   */
  void hideUnits(StringBuilder text) {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).is("DATE_DIFF") && tokens.get(i + 1).isSymbol("(")) {
        hide(text, i);
      }
    }
    for (int i = 4; i + 1 < tokens.size(); i++) {
      boolean last = tokens.get(i - 1).isSymbol(",") && tokens.get(i + 1).isSymbol(")");
      if (last && tokens.get(i - 3).isSymbol("(") && tokens.get(i - 4).is("DATE_TRUNC")) {
        hide(text, i);
      }
    }
  }

  private Place at(Token token) {
    return Place.of(sql, token.start());
  }

  private boolean hide(StringBuilder text, int index) {
    if (index >= tokens.size()) {
      return false;
    }
    Token token = tokens.get(index);
    boolean word = token.kind() == Token.Kind.WORD;
    boolean free = word && !RESERVED.contains(token.text().toLowerCase(Locale.ROOT));
    boolean keyword = free && QueryParser.isKeyword(token.text());
    if (!keyword || !hidden.add(at(token))) {
      return false;
    }
    text.setCharAt(token.start(), MARK);
    return true;
  }

  /** The tree with the names as they were written, in lower case. */
  SqlNode shown(SqlNode tree) {
    return hidden.isEmpty() ? tree : nonNull(tree.accept(new Show()));
  }

  private static <T> T nonNull(@Nullable T node) {
    if (node == null) {
      throw new IllegalStateException("a tree went away");
    }
    return node;
  }

  private final class Show extends SqlShuttle {
    @Override
    public SqlIdentifier visit(SqlIdentifier id) {
      List<String> names = new ArrayList<>();
      List<SqlParserPos> places = new ArrayList<>();
      for (int i = 0; i < id.names.size(); i++) {
        SqlParserPos pos = id.getComponentParserPosition(i);
        places.add(pos);
        names.add(shown(id.names.get(i), new Place(pos.getLineNum(), pos.getColumnNum())));
      }
      return new SqlIdentifier(names, id.getCollation(), id.getParserPosition(), places);
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      SqlNode shown = nonNull(super.visit(call));
      if (shown instanceof SqlCall made
          && made.getOperator() instanceof SqlUnresolvedFunction function
          && function.getName().charAt(0) == MARK) {
        SqlIdentifier id = visit(nonNull(function.getSqlIdentifier()));
        return new SqlUnresolvedFunction(id, null, null, null, null, function.getFunctionType())
            .createCall(
                made.getFunctionQuantifier(), made.getParserPosition(), made.getOperandList());
      }
      return shown;
    }

    private String shown(String name, Place place) {
      return hidden.contains(place) && name.charAt(0) == MARK
          ? word(place) + name.substring(1)
          : name;
    }

    private char word(Place place) {
      for (Token token : tokens) {
        if (at(token).equals(place)) {
          return Character.toLowerCase(token.text().charAt(0));
        }
      }
      throw new IllegalStateException("no token at " + place);
    }
  }
}
