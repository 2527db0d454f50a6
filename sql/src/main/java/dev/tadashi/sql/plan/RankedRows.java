package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.plan.AggregateCalls;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of each group: a {@code row_number()} with a filter on its number. Rows are
 * packed, an aggregate keeps the first n of each group, and they are unpacked with their numbers.
 */
final class RankedRows {
  private final Project project;
  private final RexOver over;
  private final int place;
  private final long most;

  private RankedRows(Project project, RexOver over, int place, long most) {
    this.project = project;
    this.over = over;
    this.place = place;
    this.most = most;
  }

  /** What a filter over a projection asks for, when it is of that form. */
  static Optional<RankedRows> of(Filter filter) {
    if (!(filter.getInput() instanceof Project project)) {
      return Optional.empty();
    }
    for (int i = 0; i < project.getProjects().size(); i++) {
      if (project.getProjects().get(i) instanceof RexOver over
          && over.getOperator().getKind() == SqlKind.ROW_NUMBER) {
        long most = most(filter.getCondition(), i);
        return most > AggregateCalls.MAX_LENGTH
            ? Optional.empty()
            : Optional.of(new RankedRows(project, over, i, Math.max(1, most)));
      }
    }
    return Optional.empty();
  }

  /** The greatest number that satisfies the condition, as far as its form tells. */
  private static long most(RexNode condition, int column) {
    return RelOptUtil.conjunctions(condition).stream()
        .mapToLong(each -> bound(each, column))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static long bound(RexNode condition, int column) {
    if (!(condition instanceof RexCall call) || call.getOperands().size() != 2) {
      return Long.MAX_VALUE;
    }
    boolean mirrored = isColumn(call.getOperands().get(1), column);
    RexNode side = call.getOperands().get(mirrored ? 0 : 1);
    if (!mirrored && !isColumn(call.getOperands().get(0), column)
        || !(side instanceof RexLiteral literal)) {
      return Long.MAX_VALUE;
    }
    @Nullable BigDecimal value = literal.getValueAs(BigDecimal.class);
    if (value == null) {
      return Long.MAX_VALUE;
    }
    return switch (mirrored ? call.getKind().reverse() : call.getKind()) {
      case LESS_THAN_OR_EQUAL, EQUALS -> value.setScale(0, RoundingMode.FLOOR).longValue();
      case LESS_THAN -> value.setScale(0, RoundingMode.CEILING).longValue() - 1;
      default -> Long.MAX_VALUE;
    };
  }

  private static boolean isColumn(RexNode node, int column) {
    return node instanceof RexInputRef ref && ref.getIndex() == column;
  }

  Project project() {
    return project;
  }

  /** The projection's columns, of only the rows whose number may satisfy the filter. */
  Plan plan(Plan input, ExprConverter exprs) {
    List<Named> columns = new ArrayList<>();
    List<Field> kept = new ArrayList<>();
    for (int i = 0; i < project.getProjects().size(); i++) {
      if (i != place) {
        RowExpr expr = exprs.convert(project.getProjects().get(i));
        String name = project.getRowType().getFieldNames().get(i);
        columns.add(new Named(name, expr));
        kept.add(Field.of(name, expr.type()));
      }
    }
    List<Named> keys = new ArrayList<>();
    for (RexNode key : over.getWindow().partitionKeys) {
      RowExpr expr = exprs.convert(key);
      keys.add(new Named("$key" + keys.size(), new RowExpr.Ref(columns.size(), expr.type())));
      columns.add(new Named("$key" + keys.size(), expr));
    }
    List<SortKey> order = new ArrayList<>();
    for (RexFieldCollation key : over.getWindow().orderKeys) {
      order.add(sortKey(key, columns.size()));
      columns.add(new Named("$by" + order.size(), exprs.convert(key.left)));
    }
    return unpacked(packed(input, columns, order), columns, keys, kept);
  }

  private static Plan packed(Plan input, List<Named> columns, List<SortKey> order) {
    Plan projected = PlanBuilder.then(input, new RowStep.Project(columns));
    return PlanBuilder.then(projected, new RowStep.Pack(order));
  }

  private Plan unpacked(Plan packed, List<Named> columns, List<Named> keys, List<Field> kept) {
    RowExpr row = new RowExpr.Ref(columns.size(), SimpleType.BINARY);
    RowExpr order = new RowExpr.Ref(columns.size() + 1, SimpleType.BINARY);
    RowExpr count = new RowExpr.Const(Literal.of(most));
    Plan first =
        new Plan.Aggregate(
            packed,
            keys,
            List.of(
                AggregateCalls.call(
                    AggregateFunction.ARG_MIN_N,
                    List.of(row, order, count),
                    false,
                    null,
                    "$rows")));
    List<Field> all = new ArrayList<>();
    columns.forEach(column -> all.add(Field.of(column.name(), column.expr().type())));
    Plan rows = PlanBuilder.then(first, new RowStep.Unpack(keys.size(), all, "$number"));
    List<Named> out = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      out.add(new Named(kept.get(i).name(), new RowExpr.Ref(i, kept.get(i).type())));
    }
    String name = project.getRowType().getFieldNames().get(place);
    out.add(place, new Named(name, new RowExpr.Ref(all.size(), SimpleType.INT64)));
    return PlanBuilder.then(rows, new RowStep.Project(out));
  }

  private static SortKey sortKey(RexFieldCollation key, int column) {
    boolean descending = key.getDirection().isDescending();
    boolean nullsFirst =
        switch (key.getNullDirection()) {
          case FIRST -> true;
          case LAST -> false;
          case UNSPECIFIED -> descending;
        };
    return new SortKey(column, descending, nullsFirst);
  }
}
