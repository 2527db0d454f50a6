package dev.tadashi.server.sql;

import dev.tadashi.catalog.ViewRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.sql.PlannedStatement;
import dev.tadashi.sql.SqlRelation;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What SHOW and DESCRIBE list. */
final class Listings {
  private Listings() {}

  static RowList of(PlannedStatement.Describe describe) {
    RowList rows = new RowList().texts("column_name", "column_type", "nullable");
    for (Field field : describe.schema().fields()) {
      rows.add(field.name(), field.type().text(), field.nullable() ? "YES" : "NO");
    }
    return rows;
  }

  static RowList of(PlannedStatement.Show show, SqlSnapshot snapshot) {
    return switch (show.what()) {
      case SCHEMAS -> schemas(show, snapshot);
      case TABLES -> tables(show, snapshot);
      case COLUMNS -> columns(show, snapshot);
      case FUNCTIONS -> FunctionList.rows().keep(0, like(show));
      case SETTINGS -> snapshot.settings().keep(0, like(show));
      case SETTING -> setting(show, snapshot);
    };
  }

  private static RowList setting(PlannedStatement.Show show, SqlSnapshot snapshot) {
    SessionSettings setting = SessionSettings.named(show.of().orElse(""));
    return new RowList().texts(setting.settingName()).add(setting.of(snapshot.session()));
  }

  private static RowList schemas(PlannedStatement.Show show, SqlSnapshot snapshot) {
    RowList rows = new RowList().texts("schema_name");
    snapshot.schemas().forEach(rows::add);
    return rows.keep(0, like(show));
  }

  private static RowList tables(PlannedStatement.Show show, SqlSnapshot snapshot) {
    RowList rows = new RowList().texts("schema_name", "name", "type");
    for (TableRecord table : snapshot.tables()) {
      rows.add(table.name().store(), table.name().table(), "table");
    }
    for (ViewRecord view : snapshot.views()) {
      rows.add(view.name().store(), view.name().table(), "view");
    }
    show.of()
        .filter(schema -> snapshot.schemas().stream().noneMatch(schema::equalsIgnoreCase))
        .ifPresent(schema -> {
          throw new TadashiException(ErrorCode.UNKNOWN_STORE, "there is no schema '" + schema + "'")
              .at("schema", schema)
              .hint("schemas: " + String.join(", ", snapshot.schemas()));
        });
    RowList some = show.of().isEmpty() ? rows : rows.keep(0, show.of().get()::equalsIgnoreCase);
    return some.keep(1, like(show));
  }

  private static RowList columns(PlannedStatement.Show show, SqlSnapshot snapshot) {
    SqlRelation relation = snapshot.named(show.of().orElse(""));
    Schema schema =
        switch (relation) {
          case SqlRelation.Table table -> table.schema();
          case SqlRelation.Rows rows -> rows.schema();
          case SqlRelation.View view -> snapshot.columns(view.name()).orElse(new Schema(List.of()));
        };
    return of(new PlannedStatement.Describe(schema)).keep(0, like(show));
  }

  /** LIKE of a listing, where case does not matter. */
  private static Predicate<String> like(PlannedStatement.Show show) {
    SearchPattern pattern = new SearchPattern(show.like().orElse("%").toLowerCase(Locale.ROOT));
    return name -> pattern.matches(name.toLowerCase(Locale.ROOT));
  }
}
