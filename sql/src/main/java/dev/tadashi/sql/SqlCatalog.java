package dev.tadashi.sql;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What names mean: a snapshot that does not change while a statement is planned. */
public interface SqlCatalog {
  /** The only catalog's name, which may stand before that of a schema. */
  String NAME = "tadashi";

  /** The schema that is there without a store: first on every search path, and that of views. */
  String MAIN = "main";

  /** The schemas that no object store can have. */
  Set<String> OWN_SCHEMAS = Set.of(MAIN, "system", "information_schema");

  /** Another number whenever something in it differs. */
  long version();

  /** Names of all schemas: object stores, {@code system}, {@code information_schema}. */
  List<String> schemas();

  /** Names of a schema's tables and views; empty for an unknown schema. */
  List<String> relations(String schema);

  /** The table or view of that name; names match exactly or ignoring case. */
  Optional<SqlRelation> find(String schema, String name);
}
