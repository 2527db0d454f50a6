package dev.tadashi.server.sql;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import dev.tadashi.sql.SqlRelation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A small table of values, made row by row. */
final class RowList {
  static final DataType TIME = new TimestampType(TimeUnit.US, "UTC");

  private final List<Field> fields = new ArrayList<>();
  private final List<List<Literal>> rows = new ArrayList<>();
  private Optional<Consumer<RowList>> filler = Optional.empty();

  /** The next column; all come before the first row. */
  RowList column(String name, DataType type) {
    fields.add(Field.of(name, type));
    return this;
  }

  RowList texts(String... names) {
    for (String name : names) {
      column(name, SimpleType.VARCHAR);
    }
    return this;
  }

  RowList numbers(String... names) {
    for (String name : names) {
      column(name, SimpleType.INT64);
    }
    return this;
  }

  RowList times(String... names) {
    for (String name : names) {
      column(name, TIME);
    }
    return this;
  }

  /** Adds rows when they are first asked for. */
  RowList filledBy(Consumer<RowList> rowsToCome) {
    filler = Optional.of(rowsToCome);
    return this;
  }

  /** A row: numbers, texts, booleans, instants and nulls, as the columns have them. */
  RowList add(@Nullable Object... values) {
    if (values.length != fields.size()) {
      throw new IllegalArgumentException(values.length + " values for " + fields.size());
    }
    List<Literal> row = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      row.add(literal(fields.get(i).type(), values[i]));
    }
    rows.add(List.copyOf(row));
    return this;
  }

  private static Literal literal(DataType type, @Nullable Object value) {
    return switch (value) {
      case null -> Literal.ofNull(type);
      case Instant time -> new Literal(type, ChronoUnit.MICROS.between(Instant.EPOCH, time));
      case Integer whole -> new Literal(type, whole.longValue());
      default -> new Literal(type, value);
    };
  }

  /** Only the rows whose text in that column is wanted. */
  RowList keep(int column, Predicate<String> wanted) {
    rows().removeIf(row -> !wanted.test((String) row.get(column).nonNull()));
    return this;
  }

  Schema schema() {
    return new Schema(fields);
  }

  synchronized List<List<Literal>> rows() {
    Optional<Consumer<RowList>> fill = filler;
    filler = Optional.empty();
    fill.ifPresent(all -> all.accept(this));
    return rows;
  }

  SqlRelation.Rows relation(String schema, String table) {
    return new SqlRelation.Rows(new TableName(schema, table), schema(), this::rows);
  }
}
