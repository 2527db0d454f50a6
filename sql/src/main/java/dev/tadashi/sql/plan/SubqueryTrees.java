package dev.tadashi.sql.plan;

import dev.tadashi.sql.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** The trees inside expressions: each is rewritten as a query of its own. */
final class SubqueryTrees {
  private SubqueryTrees() {}

  /** The tree with each subquery's tree rewritten. */
  static RelNode rewritten(RelNode tree, UnaryOperator<RelNode> rewriting) {
    RexShuttle subqueries =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subquery) {
            RexSubQuery inner = (RexSubQuery) super.visitSubQuery(subquery);
            return inner.clone(rewriting.apply(inner.rel));
          }
        };
    return tree.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode node) {
            return super.visit(node).accept(subqueries);
          }
        });
  }

  /** Refuses a subquery that refers to columns of the query around it; {@code sql} has places. */
  static void requireUncorrelated(RelNode subquery, SqlNode sql) {
    if (RelOptUtil.getVariablesUsed(subquery).isEmpty()) {
      return;
    }
    SqlParserPos pos =
        OuterColumns.find(sql).map(SqlNode::getParserPosition).orElse(sql.getParserPosition());
    throw SqlErrors.notYet(
        "a sub-query that refers to the query around it is",
        Math.max(1, pos.getLineNum()),
        Math.max(1, pos.getColumnNum()));
  }

  /** Finds the first column in a subquery whose table is not in the subquery. */
  private static final class OuterColumns extends SqlBasicVisitor<Void> {
    private final List<SqlIdentifier> outer = new ArrayList<>();
    private final List<Set<String>> tables = new ArrayList<>();

    static Optional<SqlIdentifier> find(SqlNode sql) {
      OuterColumns columns = new OuterColumns();
      sql.accept(columns);
      return columns.outer.stream().findFirst();
    }

    @Override
    public Void visit(SqlIdentifier id) {
      String table = id.names.getFirst().toLowerCase(Locale.ROOT);
      boolean inner = tables.isEmpty() || tables.getLast().contains(table);
      if (id.names.size() == 2 && !inner && tables.stream().anyMatch(t -> t.contains(table))) {
        outer.add(id);
      }
      return null;
    }

    @Override
    public Void visit(SqlCall call) {
      if (!(call instanceof SqlSelect select)) {
        return super.visit(call);
      }
      Set<String> names = new TreeSet<>();
      if (select.getFrom() != null) {
        name(select.getFrom(), names);
      }
      tables.add(names);
      super.visit(call);
      tables.removeLast();
      return null;
    }

    private static void name(SqlNode from, Set<String> names) {
      if (from instanceof SqlCall as && as.getKind() == SqlKind.AS) {
        names.add(((SqlIdentifier) as.operand(1)).getSimple().toLowerCase(Locale.ROOT));
      } else if (from instanceof SqlIdentifier table) {
        names.add(table.names.getLast().toLowerCase(Locale.ROOT));
      }
    }
  }
}
