package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.sql.PlannedStatement;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.SqlRelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the statements that change tables. */
final class WriteParser {
  private static final Set<String> CONSTRAINTS =
      Set.of("primary", "unique", "check", "references", "default", "foreign", "constraint");

  private final Cursor in;
  private final SqlCatalog catalog;
  private final List<String> searchPath;
  private final Supplier<Parsed.Query> rest;

  /**
   * @param rest reads what is left as a query
   */
  WriteParser(Cursor in, SqlCatalog catalog, List<String> searchPath, Supplier<Parsed.Query> rest) {
    this.in = in;
    this.catalog = catalog;
    this.searchPath = searchPath;
    this.rest = rest;
  }

  /** INSERT INTO a table, all columns or some, the rows of a query. */
  Parsed insert() {
    in.require("insert");
    in.require("into");
    in.take("table");
    SqlRelation.Table table = table();
    List<Field> columns = columns(table.schema());
    Parsed.Query query = rest.get();
    return new Parsed.Insert(table.name(), columns, InsertedValues.typed(query, columns));
  }

  private List<Field> columns(Schema schema) {
    if (!names()) {
      return schema.fields();
    }
    List<Field> columns = new ArrayList<>();
    in.requireSymbol("(");
    do {
      Place place = in.place();
      String name = in.name("a column");
      int index = schema.indexOf(name);
      if (index < 0) {
        throw SqlErrors.at(
                ErrorCode.UNKNOWN_COLUMN,
                "the table has no column '" + name + "'",
                place.line(),
                place.column())
            .at("column", name);
      } else if (columns.contains(schema.field(index))) {
        throw SqlErrors.at(
            ErrorCode.SQL_INVALID,
            "the column '" + name + "' is named twice",
            place.line(),
            place.column());
      }
      columns.add(schema.field(index));
    } while (in.takeSymbol(","));
    in.requireSymbol(")");
    return columns;
  }

  /** Whether names in parentheses follow, and no query in parentheses. */
  private boolean names() {
    List<Token> next = in.rest();
    return next.size() > 1
        && next.get(0).isSymbol("(")
        && !next.get(1).isSymbol("(")
        && !next.get(1).is("select")
        && !next.get(1).is("with")
        && !next.get(1).is("values");
  }

  /** CREATE TABLE with its columns, or as the rows of a query; the verb is read already. */
  Parsed create(boolean orReplace) {
    in.require("table");
    boolean ifNotExists = in.take("if");
    if (ifNotExists) {
      in.require("not");
      in.require("exists");
    }
    Place place = in.place();
    if (ifNotExists && orReplace) {
      throw SqlErrors.at(
          ErrorCode.SQL_INVALID,
          "OR REPLACE and IF NOT EXISTS exclude each other",
          place.line(),
          place.column());
    }
    TableName name = name(in.names("the table's name"));
    if (in.take("as")) {
      return new Parsed.CreateTable(name, rest.get(), List.of(), orReplace, ifNotExists, true);
    }
    return defined(name, orReplace, ifNotExists);
  }

  private Parsed defined(TableName name, boolean orReplace, boolean ifNotExists) {
    List<Boolean> nullable = new ArrayList<>();
    List<String> casts = new ArrayList<>();
    in.requireSymbol("(");
    do {
      String column = in.name("a column");
      String type = type();
      boolean required = in.take("not");
      if (required || in.peek().filter(token -> token.is("null")).isPresent()) {
        in.require("null");
      }
      nullable.add(!required);
      casts.add("cast(null as " + type + ") as \"" + column.replace("\"", "\"\"") + "\"");
    } while (in.takeSymbol(","));
    in.requireSymbol(")");
    in.end();
    String sql = "select " + String.join(", ", casts);
    Parsed.Query query = (Parsed.Query) StatementParser.parse(sql, catalog, searchPath);
    return new Parsed.CreateTable(name, query, nullable, orReplace, ifNotExists, false);
  }

  /** The text of a type, which ends where a comma, a constraint or the list does. */
  private String type() {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    while (true) {
      Token next = in.peek().orElseThrow(() -> in.unexpected("a type, or ')'"));
      boolean ends =
          depth == 0
              && (next.isSymbol(",") || next.isSymbol(")") || next.is("not") || next.is("null"));
      if (ends && !text.isEmpty()) {
        return text.toString();
      } else if (ends || CONSTRAINTS.contains(next.text().toLowerCase(Locale.ROOT))) {
        Place place = in.place();
        throw ends
            ? in.unexpected("a type")
            : SqlErrors.notYet(
                next.text().toUpperCase(Locale.ROOT) + " of a column is",
                place.line(),
                place.column());
      }
      depth += next.isSymbol("(") ? 1 : next.isSymbol(")") ? -1 : 0;
      text.append(text.isEmpty() ? "" : " ").append(in.any("a type").text());
    }
  }

  /** DROP TABLE; the verb is read already. */
  PlannedStatement drop() {
    in.require("table");
    boolean ifExists = in.take("if");
    if (ifExists) {
      in.require("exists");
    }
    return new PlannedStatement.DropTable(target(in.names("the table's name")), ifExists);
  }

  PlannedStatement truncate() {
    in.require("truncate");
    in.take("table");
    return new PlannedStatement.Truncate(table().name());
  }

  /** DELETE FROM a table, all rows or those for which a condition is true. */
  Parsed delete() {
    in.require("delete");
    in.require("from");
    TableName name = table().name();
    if (in.peek().isEmpty()) {
      in.end();
      return new Parsed.Ready(new PlannedStatement.Truncate(name));
    }
    in.require("where");
    Token last = in.rest().stream().filter(token -> !token.isSymbol(";")).toList().getLast();
    String condition = in.sql().substring(in.offset(), last.end());
    Place place = in.place();
    String from = " from " + quoted(name.store()) + "." + quoted(name.table()) + " where ";
    // Parsed by itself first: it must be one condition and no more clauses.
    String count = "select count(*) as n" + from + "(";
    String rest = "select *" + from + "((";
    Moved matching = new Moved(count.length(), place.line(), place.column());
    Moved left = new Moved(rest.length(), place.line(), place.column());
    return new Parsed.Delete(
        name,
        matching.reading(() -> query(count + condition + ")")),
        matching,
        left.reading(() -> query(rest + condition + ") is not true)")),
        left);
  }

  private Parsed.Query query(String sql) {
    return (Parsed.Query) StatementParser.parse(sql, catalog, searchPath);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The table that is named, along the search path. */
  private SqlRelation.Table table() {
    Place place = in.place();
    SqlRelation relation =
        new Relations(catalog, searchPath)
            .require(in.names("a table"), place.line(), place.column());
    if (relation instanceof SqlRelation.Table table) {
      return table;
    }
    throw SqlErrors.at(
        ErrorCode.SQL_INVALID,
        "'" + relation.name() + "' is no table that can be changed",
        place.line(),
        place.column());
  }

  /** The table of that name when there is one, else where it would be. */
  private TableName target(List<String> names) {
    List<String> bare = bare(names);
    return bare.size() > 1
        ? name(names)
        : searchPath.stream()
            .flatMap(schema -> catalog.find(schema, bare.getFirst()).stream())
            .map(SqlRelation::name)
            .findFirst()
            .orElseGet(() -> name(names));
  }

  /** Clients that qualify a name to the full begin with the catalog. */
  private static List<String> bare(List<String> names) {
    boolean catalogFirst = names.size() > 2 && names.getFirst().equalsIgnoreCase(SqlCatalog.NAME);
    return catalogFirst ? names.subList(1, names.size()) : names;
  }

  private TableName name(List<String> names) {
    List<String> bare = bare(names);
    if (bare.size() > 1) {
      return new TableName(bare.getFirst(), String.join(".", bare.subList(1, bare.size())));
    }
    String schema = searchPath.isEmpty() ? SqlCatalog.MAIN : searchPath.getFirst();
    return new TableName(schema, bare.getFirst());
  }
}
