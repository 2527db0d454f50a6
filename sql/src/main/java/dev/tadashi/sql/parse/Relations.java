package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.sql.DidYouMean;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.SqlRelation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Finds relations by name and remembers those that were found. */
final class Relations {
  private final SqlCatalog catalog;
  private final List<String> searchPath;
  private final Map<String, SqlRelation> found = new LinkedHashMap<>();

  Relations(SqlCatalog catalog, List<String> searchPath) {
    this.catalog = catalog;
    this.searchPath = searchPath;
  }

  /** Tables that queries refer to, by full name. */
  Map<String, SqlRelation> found() {
    return found;
  }

  /** The relation of that name; an unknown one is an error with its place. */
  SqlRelation require(SqlIdentifier id) {
    SqlParserPos pos = id.getParserPosition();
    return require(id.names, pos.getLineNum(), pos.getColumnNum());
  }

  SqlRelation require(List<String> names, int line, int column) {
    SqlRelation relation =
        find(names)
            .orElseThrow(() -> {
              String name = String.join(".", names);
              return SqlErrors.at(
                      ErrorCode.UNKNOWN_TABLE, "there is no table '" + name + "'", line, column)
                  .at("table", name)
                  .hint(DidYouMean.hint(name, candidates(names), "SHOW TABLES lists them"));
            });
    found.put(relation.name().toString(), relation);
    return relation;
  }

  /** Clients that qualify a name to the full begin with the catalog. */
  private Optional<SqlRelation> find(List<String> names) {
    boolean catalogFirst = names.size() > 2 && names.getFirst().equalsIgnoreCase(SqlCatalog.NAME);
    Optional<SqlRelation> found = inCatalog(names);
    return found.isEmpty() && catalogFirst ? inCatalog(names.subList(1, names.size())) : found;
  }

  private Optional<SqlRelation> inCatalog(List<String> names) {
    if (names.size() > 1) {
      String table = String.join(".", names.subList(1, names.size()));
      Optional<SqlRelation> qualified = catalog.find(names.getFirst(), table);
      if (qualified.isPresent()) {
        return qualified;
      }
    }
    String whole = String.join(".", names);
    return searchPath.stream().flatMap(schema -> catalog.find(schema, whole).stream()).findFirst();
  }

  private List<String> candidates(List<String> names) {
    List<String> all = new ArrayList<>();
    if (names.size() == 1) {
      searchPath.forEach(schema -> all.addAll(catalog.relations(schema)));
    }
    for (String schema : catalog.schemas()) {
      catalog.relations(schema).forEach(table -> all.add(schema + "." + table));
    }
    return all;
  }
}
