package dev.tadashi.sql.plan;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/** Makes several rows of each: one by each of the projections, all of the same row type. */
final class Expansion extends SingleRel {
  private final List<List<RexNode>> rows;

  Expansion(RelNode input, List<List<RexNode>> rows, RelDataType rowType) {
    super(input.getCluster(), input.getTraitSet(), input);
    this.rows = List.copyOf(rows);
    this.rowType = rowType;
  }

  List<List<RexNode>> rows() {
    return rows;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new Expansion(inputs.getFirst(), rows, getRowType());
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("rows", rows);
  }
}
