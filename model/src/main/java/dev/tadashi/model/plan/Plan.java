package dev.tadashi.model.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** A relational plan, frozen with its task. The aggregation spec and SQL both end in these. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "node")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Plan.Scan.class, name = "scan"),
  @JsonSubTypes.Type(value = Plan.Load.class, name = "load"),
  @JsonSubTypes.Type(value = Plan.Values.class, name = "values"),
  @JsonSubTypes.Type(value = Plan.Steps.class, name = "steps"),
  @JsonSubTypes.Type(value = Plan.Union.class, name = "union"),
  @JsonSubTypes.Type(value = Plan.Aggregate.class, name = "aggregate"),
  @JsonSubTypes.Type(value = Plan.Given.class, name = "given")
})
public sealed interface Plan {

  /** The columns of the result. Not part of the JSON: it follows from the rest. */
  Schema schema();

  /** Reads the named columns of a table, in this order. */
  record Scan(TableName table, List<Field> columns) implements Plan {
    public Scan {
      columns = List.copyOf(columns);
    }

    @Override
    public Schema schema() {
      return new Schema(columns);
    }
  }

  /** Rows that are part of the plan; who has such a plan runs it where it is, without workers. */
  record Values(Schema schema, List<List<Literal>> rows) implements Plan {
    public Values {
      rows = List.copyOf(rows);
    }
  }

  /** Brings columns of a table into the workers' memory; its result has no columns and no rows. */
  record Load(TableName table, List<Field> columns) implements Plan {
    public Load {
      columns = List.copyOf(columns);
    }

    @Override
    public Schema schema() {
      return new Schema(List.of());
    }
  }

  /** Row steps over an input. */
  record Steps(Plan input, List<RowStep> steps) implements Plan {
    public Steps {
      steps = List.copyOf(steps);
    }

    @Override
    public Schema schema() {
      return RowStep.output(input.schema(), steps);
    }
  }

  /**
   * All rows of several inputs, whose columns have the same types; the names are those of the
   * first.
   */
  record Union(List<Plan> inputs) implements Plan {
    public Union {
      inputs = List.copyOf(inputs);
    }

    @Override
    public Schema schema() {
      return inputs.getFirst().schema();
    }
  }

  /** Groups the input's rows by the keys: output columns are the keys, then the aggregates. */
  record Aggregate(Plan input, List<Named> keys, List<AggregateCall> aggregates) implements Plan {
    public Aggregate {
      keys = List.copyOf(keys);
      aggregates = List.copyOf(aggregates);
    }

    @Override
    public Schema schema() {
      return outputSchema(keys, aggregates);
    }
  }

  /** A plan, or a subquery's, in which the answers of subqueries are put before it is run. */
  record Given(List<Subquery> subqueries, Plan body) implements Plan {
    public Given {
      subqueries = List.copyOf(subqueries);
    }

    @Override
    public Schema schema() {
      return body.schema();
    }
  }

  /**
   * A query that is run first, as a task of its own.
   *
   * @param many whether all its rows are wanted; else it has one column and one or no row
   */
  record Subquery(Plan plan, boolean many) {
    private static final int MOST_VALUES = 100_000;
    private static final int MOST_ROWS = 10_000;

    /** How many different rows an expression takes. */
    public int most() {
      return plan.schema().size() == 1 ? MOST_VALUES : MOST_ROWS;
    }
  }

  /** Whether all rows come from the plan itself. */
  default boolean readsNoTable() {
    return switch (this) {
      case Scan scan -> false;
      case Load load -> false;
      case Values values -> true;
      case Steps steps -> steps.input().readsNoTable();
      case Union union -> union.inputs().stream().allMatch(Plan::readsNoTable);
      case Aggregate aggregate -> aggregate.input().readsNoTable();
      case Given given -> given.body().readsNoTable();
    };
  }

  /** The tables that are read, once for each time; a scan's number is its place in this list. */
  default List<TableName> tables() {
    return switch (this) {
      case Scan scan -> List.of(scan.table());
      case Load load -> List.of(load.table());
      case Values values -> List.of();
      case Steps steps -> steps.input().tables();
      case Union union -> union.inputs().stream().flatMap(i -> i.tables().stream()).toList();
      case Aggregate aggregate -> aggregate.input().tables();
      case Given given -> given.body().tables();
    };
  }

  /** The columns of an aggregation: keys, then aggregates. */
  static Schema outputSchema(List<Named> keys, List<AggregateCall> aggregates) {
    List<Field> fields = new ArrayList<>();
    keys.forEach(key -> fields.add(Field.of(key.name(), key.expr().type())));
    aggregates.forEach(call -> fields.add(Field.of(call.name(), call.type())));
    return new Schema(fields);
  }
}
