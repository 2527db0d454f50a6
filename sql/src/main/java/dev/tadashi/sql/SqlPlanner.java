package dev.tadashi.sql;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.sql.parse.InsertBatch;
import dev.tadashi.sql.parse.Moved;
import dev.tadashi.sql.parse.Parsed;
import dev.tadashi.sql.parse.StatementParser;
import dev.tadashi.sql.plan.PlanBuilder;
import dev.tadashi.sql.plan.QueryPlanner;
import dev.tadashi.sql.plan.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plans statements. Pure: the catalog is a snapshot, and the clock is the session's. Thread-safe;
 * one per process, because it remembers what it planned.
 */
public final class SqlPlanner {
  private final TemplateCache templates = new TemplateCache();

  /** The statement, ready to be run. Whatever is wrong with it is a user's error with a place. */
  public PlannedStatement plan(String sql, SqlCatalog catalog, SqlSession session) {
    return guarded(sql, catalog, () -> planned(sql, catalog, session, Optional.of(session)));
  }

  /** The statement without values for its parameters: for their types and the result's columns. */
  public PlannedStatement prepare(String sql, SqlCatalog catalog, SqlSession session) {
    return guarded(sql, catalog, () -> planned(sql, catalog, session, Optional.empty()));
  }

  /** An INSERT of many rows of parameters as one write; none when it is no such statement. */
  public Optional<PlannedStatement.Insert> batch(
      String sql, SqlCatalog catalog, SqlSession session, List<List<Literal>> rows) {
    return StatementParser.parse(sql, catalog, session.searchPath()) instanceof Parsed.Insert insert
        ? InsertBatch.of(insert, rows)
        : Optional.empty();
  }

  private PlannedStatement planned(
      String sql, SqlCatalog catalog, SqlSession session, Optional<SqlSession> bound) {
    Optional<Template> known = templates.find(sql, catalog, session);
    if (known.isPresent()) {
      return query(known.get(), session, bound);
    }
    Parsed parsed = StatementParser.parse(sql, catalog, session.searchPath());
    return switch (parsed) {
      case Parsed.Query query -> {
        Template template = QueryPlanner.plan(query);
        templates.put(sql, catalog, session, template);
        yield query(template, session, bound);
      }
      case Parsed.Explain(Parsed.Query query, boolean analyze, boolean json) ->
          new PlannedStatement.Explain(
              query(QueryPlanner.plan(query), session, bound), analyze, json);
      case Parsed.Describe(Parsed.Query query) ->
          new PlannedStatement.Describe(
              Columns.named(query(QueryPlanner.plan(query), session, Optional.empty())));
      case Parsed.View view -> {
        query(QueryPlanner.plan(view.query()), session, Optional.empty());
        yield new PlannedStatement.CreateView(view.name(), view.text(), view.orReplace());
      }
      case Parsed.Insert(TableName table, List<Field> columns, Parsed.Query rows) ->
          new PlannedStatement.Insert(
              table, Assignment.into(columns, query(QueryPlanner.plan(rows), session, bound)));
      case Parsed.CreateTable table -> created(table, session, bound);
      case Parsed.Delete delete ->
          new PlannedStatement.Delete(
              delete.table(),
              moved(delete.matching(), delete.matchingPlace(), sql, catalog, session, bound),
              moved(delete.left(), delete.leftPlace(), sql, catalog, session, bound));
      case Parsed.Ready(PlannedStatement statement) -> statement;
    };
  }

  private static PlannedStatement created(
      Parsed.CreateTable table, SqlSession session, Optional<SqlSession> bound) {
    PlannedStatement.Query query =
        Assignment.named(query(QueryPlanner.plan(table.query()), session, bound));
    if (table.rows()) {
      return new PlannedStatement.CreateTableAs(
          table.name(), query, table.orReplace(), table.ifNotExists());
    }
    List<Field> fields = new ArrayList<>();
    List<Field> found = query.plan().schema().fields();
    for (int i = 0; i < found.size(); i++) {
      fields.add(new Field(found.get(i).name(), found.get(i).type(), table.nullable().get(i)));
    }
    return new PlannedStatement.CreateTable(
        table.name(), new Schema(fields), table.orReplace(), table.ifNotExists());
  }

  private static PlannedStatement.Query query(
      Template template, SqlSession session, Optional<SqlSession> bound) {
    Optional<List<Literal>> values = bound.map(SqlSession::parameters);
    Plan plan = PlanBuilder.build(template, values, session.now());
    return new PlannedStatement.Query(plan, template.names(), template.parameterTypes());
  }

  /** A query of ours around a part of the user's statement. */
  private static PlannedStatement.Query moved(
      Parsed.Query query,
      Moved place,
      String sql,
      SqlCatalog catalog,
      SqlSession session,
      Optional<SqlSession> bound) {
    return place.reading(
        () -> guarded(sql, catalog, () -> query(QueryPlanner.plan(query), session, bound)));
  }

  /** Nothing but a user's error leaves the planner, whatever Calcite throws. */
  private static <T> T guarded(String sql, SqlCatalog catalog, Supplier<T> planning) {
    try {
      return planning.get();
    } catch (TadashiException e) {
      throw e;
    } catch (RuntimeException
        | AssertionError
        | StackOverflowError
        | ExceptionInInitializerError e) {
      throw PlanningErrors.translate(e, sql, catalog);
    }
  }
}
