package dev.tadashi.model.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import java.util.List;

/** Where a stage's rows come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
@JsonSubTypes({
  @JsonSubTypes.Type(value = StageInput.Table.class, name = "table"),
  @JsonSubTypes.Type(value = StageInput.Exchange.class, name = "exchange")
})
public sealed interface StageInput {

  /** Partitions of a table, these columns of them in this order. */
  record Table(TableName table, List<Field> columns) implements StageInput {
    public Table {
      columns = List.copyOf(columns);
    }
  }

  /** The merged buckets of an earlier stage's exchange, as rows of its {@link StageOutput}. */
  record Exchange(int stage) implements StageInput {}
}
