package dev.tadashi.sql;

import dev.tadashi.model.expr.Literal;
import java.time.Instant;
import java.util.List;

/**
 * What a statement's meaning depends on besides its text and the catalog.
 *
 * @param searchPath schemas in which an unqualified name is looked up, in order
 * @param now what {@code now()} and {@code current_date} are; frozen with the task
 * @param parameters values of {@code ?} or {@code $1}, in order
 */
public record SqlSession(List<String> searchPath, Instant now, List<Literal> parameters) {
  public SqlSession {
    searchPath = List.copyOf(searchPath);
    parameters = List.copyOf(parameters);
  }

  /** The same session with values for parameters. */
  public SqlSession with(List<Literal> values) {
    return new SqlSession(searchPath, now, values);
  }
}
