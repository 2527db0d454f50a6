package dev.tadashi.sql.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * An aggregation by several sets of keys as one by a single set: each row is made once for each
 * set, with nulls for the keys that are not in it and the set's number as one more key. The set
 * without keys has a row also when there are no rows, so it is an aggregation of its own.
 */
final class GroupingSets {
  private final LogicalAggregate aggregate;
  private final RexBuilder rex;
  private final List<Integer> keys;

  /** Input columns that aggregates read, in their order behind the expansion. */
  private final List<Integer> arguments;

  private GroupingSets(LogicalAggregate aggregate) {
    this.aggregate = aggregate;
    this.rex = aggregate.getCluster().getRexBuilder();
    this.keys = aggregate.getGroupSet().asList();
    TreeSet<Integer> used = new TreeSet<>();
    for (AggregateCall call : calls()) {
      used.addAll(call.getArgList());
      if (call.filterArg >= 0) {
        used.add(call.filterArg);
      }
      call.getCollation().getFieldCollations().forEach(field -> used.add(field.getFieldIndex()));
    }
    this.arguments = List.copyOf(used);
  }

  /** The tree with simple aggregations only. */
  static RelNode expanded(RelNode tree) {
    return tree.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(LogicalAggregate aggregate) {
            RelNode below = super.visit(aggregate);
            return below instanceof LogicalAggregate sets && needed(sets)
                ? new GroupingSets(sets).rewritten()
                : below;
          }
        });
  }

  private static boolean needed(LogicalAggregate aggregate) {
    return aggregate.getGroupType() != Aggregate.Group.SIMPLE
        || aggregate.getAggCallList().stream().anyMatch(GroupingSets::isGrouping);
  }

  private static boolean isGrouping(AggregateCall call) {
    SqlKind kind = call.getAggregation().getKind();
    return kind == SqlKind.GROUPING || kind == SqlKind.GROUPING_ID;
  }

  private List<AggregateCall> calls() {
    return aggregate.getAggCallList().stream().filter(call -> !isGrouping(call)).toList();
  }

  private RelNode rewritten() {
    List<ImmutableBitSet> sets =
        aggregate.getGroupSets().stream().filter(set -> !set.isEmpty()).toList();
    List<RelNode> parts = new ArrayList<>();
    if (!sets.isEmpty()) {
      parts.add(grouped(sets));
    }
    if (sets.size() < aggregate.getGroupSets().size()) {
      parts.add(total());
    }
    return parts.size() == 1 ? parts.getFirst() : LogicalUnion.create(parts, true);
  }

  private RelNode grouped(List<ImmutableBitSet> sets) {
    RelNode input = aggregate.getInput();
    RelDataTypeFactory.Builder type = input.getCluster().getTypeFactory().builder();
    List<RelDataTypeField> fields = input.getRowType().getFieldList();
    arguments.forEach(index -> type.add("$argument" + index, fields.get(index).getType()));
    keys.forEach(index -> type.add("$key" + index, nullable(fields.get(index).getType())));
    type.add("$set", number(0).getType());
    List<List<RexNode>> rows = new ArrayList<>();
    for (int set = 0; set < sets.size(); set++) {
      rows.add(row(sets.get(set), set));
    }
    Expansion expansion = new Expansion(input, rows, type.build());
    int width = expansion.getRowType().getFieldCount();
    RelNode simple =
        LogicalAggregate.create(
            expansion,
            List.of(),
            ImmutableBitSet.range(arguments.size(), width),
            null,
            calls().stream().map(this::moved).toList());
    return projected(simple, sets);
  }

  private List<RexNode> row(ImmutableBitSet set, int number) {
    List<RexNode> row = new ArrayList<>();
    arguments.forEach(index -> row.add(rex.makeInputRef(aggregate.getInput(), index)));
    for (int key : keys) {
      RexNode column = rex.makeInputRef(aggregate.getInput(), key);
      row.add(set.get(key) ? column : rex.makeNullLiteral(nullable(column.getType())));
    }
    row.add(number(number));
    return row;
  }

  private AggregateCall moved(AggregateCall call) {
    List<Integer> args = call.getArgList().stream().map(arguments::indexOf).toList();
    int filter = call.filterArg < 0 ? -1 : arguments.indexOf(call.filterArg);
    return call.withArgList(args).withFilter(filter);
  }

  /** The columns of the aggregation: keys, then aggregates, among them those of the set. */
  private RelNode projected(RelNode simple, List<ImmutableBitSet> sets) {
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      columns.add(rex.makeInputRef(simple, i));
    }
    RexNode set = rex.makeInputRef(simple, keys.size());
    int next = keys.size() + 1;
    for (AggregateCall call : aggregate.getAggCallList()) {
      columns.add(isGrouping(call) ? grouping(call, sets, set) : rex.makeInputRef(simple, next++));
    }
    return project(simple, columns);
  }

  private RexNode grouping(AggregateCall call, List<ImmutableBitSet> sets, RexNode set) {
    List<RexNode> branches = new ArrayList<>();
    for (int i = 0; i < sets.size() - 1; i++) {
      branches.add(rex.makeCall(SqlStdOperatorTable.EQUALS, set, number(i)));
      branches.add(number(absent(call, sets.get(i))));
    }
    branches.add(number(absent(call, sets.getLast())));
    return sets.size() == 1
        ? branches.getFirst()
        : rex.makeCall(SqlStdOperatorTable.CASE, branches);
  }

  /** One bit for each argument, the last one's is the lowest: set when it is not grouped by. */
  private static long absent(AggregateCall call, ImmutableBitSet set) {
    long bits = 0;
    for (int argument : call.getArgList()) {
      bits = bits << 1 | (set.get(argument) ? 0 : 1);
    }
    return bits;
  }

  private RelNode total() {
    RelNode simple =
        LogicalAggregate.create(
            aggregate.getInput(), List.of(), ImmutableBitSet.of(), null, calls());
    List<RexNode> columns = new ArrayList<>();
    List<RelDataTypeField> fields = aggregate.getRowType().getFieldList();
    for (int i = 0; i < keys.size(); i++) {
      columns.add(rex.makeNullLiteral(nullable(fields.get(i).getType())));
    }
    int next = 0;
    for (AggregateCall call : aggregate.getAggCallList()) {
      columns.add(
          isGrouping(call)
              ? number(absent(call, ImmutableBitSet.of()))
              : rex.makeInputRef(simple, next++));
    }
    return project(simple, columns);
  }

  private RelNode project(RelNode input, List<RexNode> columns) {
    return LogicalProject.create(
        input, List.of(), columns, aggregate.getRowType().getFieldNames(), java.util.Set.of());
  }

  private RelDataType nullable(RelDataType type) {
    return rex.getTypeFactory().createTypeWithNullability(type, true);
  }

  private RexNode number(long value) {
    RelDataType type = rex.getTypeFactory().createSqlType(SqlTypeName.BIGINT);
    return rex.makeExactLiteral(BigDecimal.valueOf(value), type);
  }
}
