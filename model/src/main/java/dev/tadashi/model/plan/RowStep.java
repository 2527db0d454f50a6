package dev.tadashi.model.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step over rows without an exchange; a list of them is a pipeline. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RowStep.Filter.class, name = "filter"),
  @JsonSubTypes.Type(value = RowStep.Project.class, name = "project"),
  @JsonSubTypes.Type(value = RowStep.Expand.class, name = "expand"),
  @JsonSubTypes.Type(value = RowStep.Sort.class, name = "sort"),
  @JsonSubTypes.Type(value = RowStep.Limit.class, name = "limit"),
  @JsonSubTypes.Type(value = RowStep.Pack.class, name = "pack"),
  @JsonSubTypes.Type(value = RowStep.Unpack.class, name = "unpack"),
  @JsonSubTypes.Type(value = RowStep.Repeat.class, name = "repeat")
})
public sealed interface RowStep {

  /** The columns that come out when {@code input} goes in. */
  Schema output(Schema input);

  /** Keeps the rows for which the predicate is true. */
  record Filter(RowExpr predicate) implements RowStep {
    @Override
    public Schema output(Schema input) {
      return input;
    }
  }

  /** Replaces the columns. */
  record Project(List<Named> columns) implements RowStep {
    public Project {
      columns = List.copyOf(columns);
    }

    @Override
    public Schema output(Schema input) {
      return new Schema(columns.stream().map(c -> Field.of(c.name(), c.expr().type())).toList());
    }
  }

  /**
   * Makes several rows of each: one by each of the projections, whose columns have the same types.
   */
  record Expand(List<Project> rows) implements RowStep {
    public Expand {
      rows = List.copyOf(rows);
    }

    @Override
    public Schema output(Schema input) {
      return rows.getFirst().output(input);
    }
  }

  /** Orders all rows. */
  record Sort(List<SortKey> keys) implements RowStep {
    public Sort {
      keys = List.copyOf(keys);
    }

    /** A sort of such rows; lists have no order. */
    public static Sort of(List<SortKey> keys, Schema input) {
      for (SortKey key : keys) {
        Field field = input.field(key.column());
        if (field.type().isNested()) {
          throw new TadashiException(
                  ErrorCode.TYPE_MISMATCH,
                  "column '%s' is %s, which has no order"
                      .formatted(field.name(), field.type().text()))
              .at("column", field.name());
        }
      }
      return new Sort(keys);
    }

    @Override
    public Schema output(Schema input) {
      return input;
    }
  }

  /** Skips {@code offset} rows and keeps at most {@code count} (all when null). */
  record Limit(long offset, @Nullable Long count) implements RowStep {
    @Override
    public Schema output(Schema input) {
      return input;
    }
  }

  /**
   * Adds two columns of bytes: the row itself, and what orders rows by the keys when it is compared
   * byte by byte. So whole rows go through an aggregate of the first n.
   */
  record Pack(List<SortKey> order) implements RowStep {
    public Pack {
      order = List.copyOf(order);
    }

    @Override
    public Schema output(Schema input) {
      List<Field> fields = new ArrayList<>(input.fields());
      fields.add(Field.of(uniqueName(input, "$row"), SimpleType.BINARY));
      fields.add(Field.of(uniqueName(input, "$order"), SimpleType.BINARY));
      return new Schema(fields);
    }

    private static String uniqueName(Schema input, String name) {
      String unique = name;
      while (has(input, unique)) {
        unique = "$" + unique;
      }
      return unique;
    }

    private static boolean has(Schema input, String name) {
      return input.fields().stream().anyMatch(field -> field.name().equals(name));
    }
  }

  /**
   * Replaces each row by those of a list that {@link Pack} made, with their numbers from 1.
   *
   * @param column the list
   * @param fields the columns of the rows in it
   * @param number the name of the last column
   */
  record Unpack(int column, List<Field> fields, String number) implements RowStep {
    public Unpack {
      fields = List.copyOf(fields);
    }

    @Override
    public Schema output(Schema input) {
      List<Field> all = new ArrayList<>(fields);
      all.add(Field.of(number, SimpleType.INT64));
      return new Schema(all);
    }
  }

  /** Gives each row as often as a column of whole numbers says; not at all below one. */
  record Repeat(int times) implements RowStep {
    @Override
    public Schema output(Schema input) {
      return input;
    }
  }

  /** The columns that come out of a pipeline. */
  static Schema output(Schema input, List<RowStep> steps) {
    Schema schema = input;
    for (RowStep step : steps) {
      schema = step.output(schema);
    }
    return schema;
  }
}
