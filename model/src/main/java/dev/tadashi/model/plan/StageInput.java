package dev.tadashi.model.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.List;

/** Where a stage's rows come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
@JsonSubTypes({
  @JsonSubTypes.Type(value = StageInput.Table.class, name = "table"),
  @JsonSubTypes.Type(value = StageInput.Values.class, name = "values"),
  @JsonSubTypes.Type(value = StageInput.Exchange.class, name = "exchange"),
  @JsonSubTypes.Type(value = StageInput.Union.class, name = "union")
})
public sealed interface StageInput {

  /** The inputs that splits read, each of which has splits of its own. */
  default List<Branch> branches() {
    return List.of(new Branch(this, List.of()));
  }

  /**
   * Partitions of a table, these columns of them in this order.
   *
   * @param scan which of the plan's scans it is, as {@link Plan#tables} counts them
   */
  record Table(TableName table, List<Field> columns, int scan) implements StageInput {
    @JsonCreator
    public Table {
      columns = List.copyOf(columns);
    }

    /** The only scan of a plan. */
    public Table(TableName table, List<Field> columns) {
      this(table, columns, 0);
    }
  }

  /** Rows that are part of the plan, beside others that are not. */
  record Values(Schema schema, List<List<Literal>> rows) implements StageInput {
    public Values {
      rows = List.copyOf(rows);
    }
  }

  /** The merged buckets of an earlier stage's exchange, as rows of its {@link StageOutput}. */
  record Exchange(int stage) implements StageInput {}

  /** Several inputs; each split reads one of them. */
  record Union(List<Branch> branches) implements StageInput {
    public Union {
      branches = List.copyOf(branches);
    }
  }

  /** An input that is no union, and what is done with its rows before the stage's own steps. */
  record Branch(StageInput input, List<RowStep> steps) {
    public Branch {
      steps = List.copyOf(steps);
    }
  }
}
