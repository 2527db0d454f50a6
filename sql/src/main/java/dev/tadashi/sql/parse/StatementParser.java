package dev.tadashi.sql.parse;

import dev.tadashi.model.table.TableName;
import dev.tadashi.sql.DidYouMean;
import dev.tadashi.sql.PlannedStatement;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.SqlRelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads a statement: what is not a query by itself, queries by Calcite. */
public final class StatementParser {
  private static final List<String> VERBS =
      List.of(
          "select",
          "with",
          "values",
          "table",
          "explain",
          "show",
          "describe",
          "set",
          "reset",
          "create",
          "drop",
          "insert",
          "delete",
          "truncate",
          "call",
          "begin",
          "commit",
          "rollback");
  private static final Set<String> NOT_YET =
      Set.of(
          "update",
          "merge",
          "alter",
          "copy",
          "grant",
          "revoke",
          "analyze",
          "vacuum",
          "from",
          "pivot",
          "attach",
          "install",
          "load",
          "use",
          "prepare",
          "execute",
          "declare",
          "savepoint");

  private final Cursor in;
  private final SqlCatalog catalog;
  private final List<String> searchPath;

  private StatementParser(String sql, SqlCatalog catalog, List<String> searchPath) {
    this.in = new Cursor(sql, Tokenizer.of(sql));
    this.catalog = catalog;
    this.searchPath = searchPath;
  }

  /** The statement; one that is not understood is an error with its place. */
  public static Parsed parse(String sql, SqlCatalog catalog, List<String> searchPath) {
    return new StatementParser(sql, catalog, searchPath).statement();
  }

  private Parsed statement() {
    Token first = in.peek().orElseThrow(() -> in.unexpected("a statement"));
    String verb = first.text().toLowerCase(Locale.ROOT);
    return switch (verb) {
      case "select", "with", "values", "table", "(" -> query();
      case "explain" -> explain();
      case "describe", "desc" -> describe();
      case "create" -> create();
      case "insert" -> writes().insert();
      case "delete" -> writes().delete();
      case "show", "set", "reset", "drop", "call", "truncate" -> ready(verb);
      case "begin", "start", "commit", "end", "rollback", "abort" -> transaction(verb);
      default -> throw unknown(first, verb);
    };
  }

  private RuntimeException unknown(Token first, String verb) {
    Place place = in.place();
    return NOT_YET.contains(verb)
        ? SqlErrors.notYet(verb.toUpperCase(Locale.ROOT) + " is", place.line(), place.column())
        : Tokenizer.error(
                in.sql(), in.offset(), "'" + first.text() + "' does not begin a statement")
            .hint(
                DidYouMean.hint(verb, VERBS, "statements begin with " + String.join(", ", VERBS)));
  }

  /** The rest of the statement as a query. */
  private Parsed.Query query() {
    Relations relations = new Relations(catalog, searchPath);
    String blanked = in.sql().substring(0, in.offset()).replaceAll("[^\n]", " ");
    String text = blanked + in.sql().substring(in.offset());
    QueryParser.Parsed parsed = QueryParser.parse(text, in.rest());
    return new Parsed.Query(
        new QueryRewriter(relations).query(parsed.query(), Set.of()),
        relations.found(),
        parsed.parameters());
  }

  private Parsed explain() {
    in.require("explain");
    boolean analyze = in.take("analyze");
    boolean json = false;
    if (in.takeSymbol("(")) {
      do {
        if (in.take("format")) {
          json = format().equals("json");
        } else {
          in.require("analyze");
          analyze = true;
        }
      } while (in.takeSymbol(","));
      in.requireSymbol(")");
    }
    return new Parsed.Explain(query(), analyze, json);
  }

  private String format() {
    String format = in.name("TEXT or JSON");
    if (!format.equals("text") && !format.equals("json")) {
      throw in.unexpected("TEXT or JSON");
    }
    return format;
  }

  private Parsed describe() {
    in.any("DESCRIBE");
    Token next = in.peek().orElseThrow(() -> in.unexpected("a table"));
    boolean query = next.is("select") || next.is("with") || next.is("values") || next.isSymbol("(");
    if (query) {
      return new Parsed.Describe(query());
    }
    in.take("table");
    Relations relations = new Relations(catalog, searchPath);
    Place place = in.place();
    SqlRelation relation = relations.require(in.names("a table"), place.line(), place.column());
    in.end();
    return switch (relation) {
      case SqlRelation.Table table ->
          new Parsed.Ready(new PlannedStatement.Describe(table.schema()));
      case SqlRelation.Rows rows -> new Parsed.Ready(new PlannedStatement.Describe(rows.schema()));
      case SqlRelation.View view ->
          new Parsed.Describe(new StatementParser(view.query(), catalog, searchPath).query());
    };
  }

  private WriteParser writes() {
    return new WriteParser(in, catalog, searchPath, this::query);
  }

  private Parsed create() {
    in.require("create");
    boolean orReplace = in.take("or");
    if (orReplace) {
      in.require("replace");
    }
    if (in.peek().filter(token -> token.is("table")).isPresent()) {
      return writes().create(orReplace);
    } else if (!in.take("view")) {
      Place place = in.place();
      throw SqlErrors.notYet(
          "CREATE of anything but a table or a view is", place.line(), place.column());
    }
    TableName name = relationName(in.names("the view's name"));
    in.require("as");
    String text = in.sql().substring(in.offset()).stripTrailing();
    Parsed.Query query = query();
    String bare = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    return new Parsed.View(name, query, bare, orReplace);
  }

  /** A name without a schema is in the first one of the search path. */
  private TableName relationName(List<String> names) {
    if (names.size() > 1) {
      return new TableName(names.getFirst(), String.join(".", names.subList(1, names.size())));
    }
    String schema = searchPath.isEmpty() ? SqlCatalog.MAIN : searchPath.getFirst();
    return new TableName(schema, names.getFirst());
  }

  private Parsed ready(String verb) {
    PlannedStatement statement =
        switch (verb) {
          case "show" -> show();
          case "set" -> set();
          case "reset" -> reset();
          case "drop" -> drop();
          case "truncate" -> writes().truncate();
          default -> call();
        };
    in.end();
    return new Parsed.Ready(statement);
  }

  private PlannedStatement show() {
    in.require("show");
    PlannedStatement.Show.What what = what();
    Optional<String> of =
        switch (what) {
          case COLUMNS -> {
            in.require("from");
            yield Optional.of(String.join(".", in.names("a table")));
          }
          case SETTING -> Optional.of(String.join(".", in.names("a setting")));
          default ->
              in.take("from") || in.take("in")
                  ? Optional.of(in.name("a schema"))
                  : Optional.empty();
        };
    Optional<String> like =
        in.take("like") ? Optional.of(in.string("a pattern")) : Optional.empty();
    return new PlannedStatement.Show(what, of, like);
  }

  private PlannedStatement.Show.What what() {
    if (in.take("tables")) {
      return PlannedStatement.Show.What.TABLES;
    } else if (in.take("schemas") || in.take("databases")) {
      return PlannedStatement.Show.What.SCHEMAS;
    } else if (in.take("columns")) {
      return PlannedStatement.Show.What.COLUMNS;
    } else if (in.take("functions")) {
      return PlannedStatement.Show.What.FUNCTIONS;
    }
    return in.take("all")
        ? PlannedStatement.Show.What.SETTINGS
        : PlannedStatement.Show.What.SETTING;
  }

  private PlannedStatement set() {
    in.require("set");
    boolean scoped = in.take("session") || in.take("local");
    String name = String.join(".", in.names(scoped ? "a setting" : "the name of a setting"));
    if (!in.takeSymbol("=") && !in.take("to")) {
      throw in.unexpected("'=' or 'TO'");
    }
    List<String> values = new ArrayList<>();
    do {
      values.add(value());
    } while (in.takeSymbol(","));
    return new PlannedStatement.Set(name, String.join(",", values));
  }

  private String value() {
    boolean negative = in.takeSymbol("-");
    Token token = in.any("a value");
    String text =
        switch (token.kind()) {
          case STRING -> token.string();
          case WORD, QUOTED -> token.name();
          case NUMBER -> token.text();
          case PARAMETER, SYMBOL ->
              throw Tokenizer.error(in.sql(), token.start(), "a value was expected");
        };
    return negative ? "-" + text : text;
  }

  private PlannedStatement reset() {
    in.require("reset");
    return new PlannedStatement.Reset(
        in.take("all")
            ? Optional.empty()
            : Optional.of(String.join(".", in.names("the name of a setting"))));
  }

  private PlannedStatement drop() {
    in.require("drop");
    if (in.peek().filter(token -> token.is("table")).isPresent()) {
      return writes().drop();
    } else if (!in.take("view")) {
      Place place = in.place();
      throw SqlErrors.notYet(
          "DROP of anything but a table or a view is", place.line(), place.column());
    }
    boolean ifExists = in.take("if");
    if (ifExists) {
      in.require("exists");
    }
    return new PlannedStatement.DropView(relationName(in.names("the view's name")), ifExists);
  }

  private PlannedStatement call() {
    in.require("call");
    int offset = in.offset();
    String name = in.name("load or cancel");
    in.requireSymbol("(");
    PlannedStatement statement =
        switch (name) {
          case "load" -> load();
          case "cancel" -> new PlannedStatement.CallCancel(in.string("a task id as a text"));
          default ->
              throw Tokenizer.error(in.sql(), offset, "there is no procedure '" + name + "'")
                  .hint("there are load('store.table') and cancel('task-id')");
        };
    in.requireSymbol(")");
    return statement;
  }

  private PlannedStatement load() {
    Relations relations = new Relations(catalog, searchPath);
    Place place = in.place();
    List<String> names = List.of(in.string("a table as a text").split("\\.", 2));
    SqlRelation table = relations.require(names, place.line(), place.column());
    List<String> columns = new ArrayList<>();
    while (in.takeSymbol(",")) {
      columns.add(in.string("a column as a text"));
    }
    return new PlannedStatement.CallLoad(table.name(), columns);
  }

  private Parsed transaction(String verb) {
    in.any(verb);
    boolean ignored = in.take("transaction") || in.take("work");
    if (!ignored || verb.equals("start")) {
      while (in.peek().isPresent()) {
        in.name("a transaction mode");
        in.takeSymbol(",");
      }
    }
    in.end();
    String canonical =
        switch (verb) {
          case "start" -> "begin";
          case "end" -> "commit";
          case "abort" -> "rollback";
          default -> verb;
        };
    return new Parsed.Ready(new PlannedStatement.Transaction(canonical));
  }
}
