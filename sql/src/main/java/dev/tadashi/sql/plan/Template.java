package dev.tadashi.sql.plan;

import dev.tadashi.model.type.DataType;
import dev.tadashi.sql.SqlRelation;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;

/**
 * A query as far as it can be planned without its session: parameters and {@code now()} are open.
 * Immutable, and shared by all runs of the same text.
 *
 * @param names of the result's columns, as the client sees them
 * @param parameters for each {@code ?} the number of its parameter, from 0
 * @param parameterTypes of the parameters
 */
public record Template(
    RelNode tree,
    List<String> names,
    Map<String, SqlRelation> relations,
    List<Integer> parameters,
    List<DataType> parameterTypes) {}
