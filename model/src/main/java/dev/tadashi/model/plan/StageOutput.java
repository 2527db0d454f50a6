package dev.tadashi.model.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tadashi.model.type.Schema;
import java.util.List;

/** What a stage's splits seal, and how an owner merges it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "into")
@JsonSubTypes({
  @JsonSubTypes.Type(value = StageOutput.Partials.class, name = "partials"),
  @JsonSubTypes.Type(value = StageOutput.Rows.class, name = "rows"),
  @JsonSubTypes.Type(value = StageOutput.Nothing.class, name = "nothing")
})
public sealed interface StageOutput {
  /** Buckets of a keyed exchange: ranges of the key hash's top eight bits. */
  int KEYED_BUCKETS = 256;

  /** How many buckets the exchange has; 0 when nothing is exchanged. */
  int buckets();

  /** The columns of a merged bucket's rows. */
  Schema rows();

  /** Partial aggregates by key hash; without keys all are in one bucket. Owners merge by key. */
  record Partials(List<Named> keys, List<AggregateCall> aggregates) implements StageOutput {
    public Partials {
      keys = List.copyOf(keys);
      aggregates = List.copyOf(aggregates);
    }

    @Override
    public int buckets() {
      return keys.isEmpty() ? 1 : KEYED_BUCKETS;
    }

    @Override
    public Schema rows() {
      return Plan.outputSchema(keys, aggregates);
    }
  }

  /** Rows, all in one bucket; an owner puts them together in the order of the splits. */
  record Rows(Schema schema) implements StageOutput {
    @Override
    public int buckets() {
      return 1;
    }

    @Override
    public Schema rows() {
      return schema;
    }
  }

  /** The split's work is its effect: partitions in memory. */
  record Nothing() implements StageOutput {
    @Override
    public int buckets() {
      return 0;
    }

    @Override
    public Schema rows() {
      return new Schema(List.of());
    }
  }
}
