package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.SqlRelation;
import dev.tadashi.sql.types.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Builds the plan of a template whose parameters are known. */
public final class PlanBuilder {
  private final Template template;
  private final Bindings bindings;
  private final Subqueries subqueries = new Subqueries(this::nested);

  private PlanBuilder(Template template, Bindings bindings) {
    this.template = template;
    this.bindings = bindings;
  }

  /** The plan; without values for the parameters it tells the result's columns only. */
  public static Plan build(Template template, Optional<List<Literal>> values, Instant now) {
    PlanBuilder builder = new PlanBuilder(template, new Bindings(template, values, now));
    return builder.whole(template.tree());
  }

  private Plan nested(RelNode tree) {
    return new PlanBuilder(template, bindings).whole(tree);
  }

  private Plan whole(RelNode tree) {
    return subqueries.around(ColumnPruning.prune(withoutNullTypes(plan(tree))));
  }

  private Plan plan(RelNode node) {
    return switch (node) {
      case TableScan scan -> scan(scan);
      case Values values -> values(values);
      case Filter filter -> filter(filter);
      case Project project -> project(project);
      case Aggregate aggregate -> AggregateBuilder.build(aggregate, plan(aggregate.getInput()));
      case Sort sort -> sort(sort);
      case SetOp set -> SetOperations.build(set, set.getInputs().stream().map(this::plan).toList());
      case Expansion expansion -> expansion(expansion);
      default ->
          throw new TadashiException(
              ErrorCode.SQL_NOT_YET, node.getRelTypeName() + " is not supported yet");
    };
  }

  private Plan scan(TableScan scan) {
    String name = String.join(".", scan.getTable().getQualifiedName());
    SqlRelation relation = template.relations().get(name);
    return switch (relation) {
      case SqlRelation.Table table -> new Plan.Scan(table.name(), table.schema().fields());
      case SqlRelation.Rows rows -> new Plan.Values(rows.schema(), rows.rows());
      case SqlRelation.View view -> throw new IllegalStateException(name);
      case null -> throw new IllegalStateException(name);
    };
  }

  private static Plan values(Values values) {
    List<Field> fields =
        values.getRowType().getFieldList().stream()
            .map(field ->
                Field.of(field.getName(), Types.fromRel(field.getType()).orElse(SimpleType.NULL)))
            .toList();
    List<List<Literal>> rows = new ArrayList<>();
    values
        .getTuples()
        .forEach(tuple -> {
          List<Literal> row = new ArrayList<>();
          for (int i = 0; i < fields.size(); i++) {
            row.add(Conversions.convert(RexLiterals.convert(tuple.get(i)), fields.get(i).type()));
          }
          rows.add(row);
        });
    return new Plan.Values(new Schema(fields), rows);
  }

  private Plan filter(Filter filter) {
    Plan input = RankedRows.of(filter).map(this::ranked).orElseGet(() -> plan(filter.getInput()));
    RowExpr condition = exprs(input).condition(filter.getCondition());
    return then(input, new RowStep.Filter(condition));
  }

  private Plan ranked(RankedRows rows) {
    Plan input = plan(rows.project().getInput());
    return rows.plan(input, exprs(input));
  }

  private Plan project(Project project) {
    Plan input = plan(project.getInput());
    return then(input, projection(input, project.getProjects(), project.getRowType()));
  }

  private RowStep.Project projection(Plan input, List<RexNode> nodes, RelDataType row) {
    ExprConverter exprs = exprs(input);
    List<Named> columns = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      columns.add(new Named(row.getFieldNames().get(i), exprs.convert(nodes.get(i))));
    }
    return new RowStep.Project(columns);
  }

  private Plan expansion(Expansion expansion) {
    Plan input = plan(expansion.getInput());
    return then(
        input,
        new RowStep.Expand(
            expansion.rows().stream()
                .map(row -> projection(input, row, expansion.getRowType()))
                .map(row -> typed(row, input, expansion))
                .toList()));
  }

  /** A key that is left out in a row has the type that it has in the others. */
  private RowStep.Project typed(RowStep.Project row, Plan input, Expansion expansion) {
    List<Named> columns = new ArrayList<>();
    for (Named column : row.columns()) {
      int position = columns.size();
      DataType type =
          expansion.rows().stream()
              .map(nodes -> nodes.get(position))
              .filter(node -> node instanceof RexInputRef)
              .map(node -> exprs(input).convert(node).type())
              .findFirst()
              .orElse(column.expr().type());
      columns.add(new Named(column.name(), Folding.cast(column.expr(), type)));
    }
    return new RowStep.Project(columns);
  }

  private Plan sort(Sort sort) {
    Plan input = plan(sort.getInput());
    List<SortKey> keys =
        sort.getCollation().getFieldCollations().stream().map(PlanBuilder::sortKey).toList();
    Plan sorted = keys.isEmpty() ? input : then(input, RowStep.Sort.of(keys, input.schema()));
    if (sort.offset == null && sort.fetch == null) {
      return sorted;
    }
    long offset = sort.offset == null ? 0 : rows(sort.offset, "OFFSET", 0);
    @Nullable Long count =
        sort.fetch == null ? null : nullIfAll(rows(sort.fetch, "LIMIT", Long.MAX_VALUE));
    return then(sorted, new RowStep.Limit(offset, count));
  }

  private static @Nullable Long nullIfAll(long count) {
    return count == Long.MAX_VALUE ? null : Long.valueOf(count);
  }

  /** As PostgreSQL, a null is no limit. */
  private long rows(RexNode node, String clause, long whenNull) {
    RowExpr expr = new ExprConverter(List.of(), bindings, subqueries).convert(node);
    if (!(Folding.cast(expr, SimpleType.INT64) instanceof RowExpr.Const(Literal literal))) {
      throw new TadashiException(ErrorCode.SQL_INVALID, clause + " takes a whole number");
    }
    long rows = literal.isNull() ? whenNull : literal.longValue();
    if (rows < 0) {
      throw new TadashiException(ErrorCode.SQL_INVALID, clause + " must not be negative");
    }
    return rows;
  }

  private static SortKey sortKey(RelFieldCollation collation) {
    boolean descending = collation.getDirection().isDescending();
    boolean nullsFirst =
        switch (collation.nullDirection) {
          case FIRST -> true;
          case LAST -> false;
          case UNSPECIFIED -> descending;
        };
    return new SortKey(collation.getFieldIndex(), descending, nullsFirst);
  }

  private ExprConverter exprs(Plan input) {
    List<DataType> types = input.schema().fields().stream().map(Field::type).toList();
    return new ExprConverter(types, bindings, subqueries);
  }

  static Plan then(Plan input, RowStep step) {
    if (input instanceof Plan.Steps(Plan source, List<RowStep> before)) {
      List<RowStep> steps = new ArrayList<>(before);
      steps.add(step);
      return new Plan.Steps(source, steps);
    }
    return new Plan.Steps(input, List.of(step));
  }

  /** As PostgreSQL, a column of nothing but null constants is a text. */
  private static Plan withoutNullTypes(Plan plan) {
    List<Field> fields = plan.schema().fields();
    if (fields.stream().noneMatch(field -> field.type() == SimpleType.NULL)) {
      return plan;
    }
    List<Named> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      RowExpr column = new RowExpr.Ref(i, fields.get(i).type());
      boolean isNull = column.type() == SimpleType.NULL;
      columns.add(
          new Named(
              fields.get(i).name(),
              isNull ? new RowExpr.Const(Literal.ofNull(SimpleType.VARCHAR)) : column));
    }
    return then(plan, new RowStep.Project(columns));
  }
}
