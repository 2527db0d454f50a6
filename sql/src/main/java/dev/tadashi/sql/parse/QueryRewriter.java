package dev.tadashi.sql.parse;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.SqlRelation;
import dev.tadashi.sql.function.Operators;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a query's tree: gives tables their full names, puts views in place, names columns,
 * writes out GROUP BY ALL and ORDER BY ALL, and refuses what cannot be run.
 */
final class QueryRewriter {
  private static final int MOST_VIEWS = 32;

  private final Relations relations;
  private final int depth;

  /** The windows that a query around asks the first rows of. */
  private final Set<SqlNode> windows = Collections.newSetFromMap(new IdentityHashMap<>());

  QueryRewriter(Relations relations) {
    this(relations, 0);
  }

  private QueryRewriter(Relations relations, int depth) {
    this.relations = relations;
    this.depth = depth;
  }

  SqlNode query(SqlNode node, Set<String> ctes) {
    return switch (node) {
      case SqlOrderBy order -> ordered(order, ctes);
      case SqlWith with -> with(with, ctes);
      case SqlSelect select -> select(select, ctes);
      case SqlCall call when call.getKind() == SqlKind.VALUES -> values(call, ctes);
      case SqlCall call when call.getKind() == SqlKind.EXPLICIT_TABLE -> wholeTable(call, ctes);
      case SqlCall call when SqlKind.SET_QUERY.contains(call.getKind()) -> setOperation(call, ctes);
      default -> throw NotYet.error(node);
    };
  }

  private SqlNode setOperation(SqlCall call, Set<String> ctes) {
    List<SqlNode> operands =
        call.getOperandList().stream().map(operand -> query(operand, ctes)).toList();
    return call.getOperator().createCall(call.getParserPosition(), operands);
  }

  /** {@code TABLE t} is all of it. */
  private SqlNode wholeTable(SqlCall call, Set<String> ctes) {
    SqlParserPos pos = call.getParserPosition();
    SqlSelect all =
        new SqlSelect(
            pos,
            null,
            SqlNodeList.of(SqlIdentifier.star(pos)),
            call.operand(0),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return select(all, ctes);
  }

  private SqlNode values(SqlCall call, Set<String> ctes) {
    List<SqlNode> rows = new ArrayList<>();
    for (SqlNode row : call.getOperandList()) {
      SqlCall items = (SqlCall) row;
      items.getOperandList().forEach(NotYet::checkExpression);
      rows.add(
          items
              .getOperator()
              .createCall(
                  items.getParserPosition(),
                  items.getOperandList().stream().map(item -> subqueries(item, ctes)).toList()));
    }
    return call.getOperator().createCall(call.getParserPosition(), rows);
  }

  private SqlNode ordered(SqlOrderBy order, Set<String> ctes) {
    order.orderList.forEach(NotYet::checkExpression);
    SqlNode query = query(order.query, ctes);
    return new SqlOrderBy(
        order.getParserPosition(),
        query,
        (SqlNodeList) subqueries(orderList(order.orderList, query), ctes),
        order.offset,
        order.fetch);
  }

  private static SqlNodeList orderList(SqlNodeList list, SqlNode query) {
    if (list.size() != 1 || !ResultNames.isAll(list.get(0))) {
      return list;
    }
    SqlNode all = list.get(0);
    if (!(first(query) instanceof SqlSelect select) || hasStar(select.getSelectList())) {
      throw NotYet.error("ORDER BY ALL of a query with * is", all);
    }
    SqlNodeList ordinals = new SqlNodeList(list.getParserPosition());
    for (int i = 1; i <= select.getSelectList().size(); i++) {
      SqlParserPos pos = all.getParserPosition();
      ordinals.add(like(all, SqlLiteral.createExactNumeric(Integer.toString(i), pos)));
    }
    return ordinals;
  }

  /** What names the columns of a query. */
  private static SqlNode first(SqlNode query) {
    return query instanceof SqlCall call && SqlKind.SET_QUERY.contains(call.getKind())
        ? first(call.operand(0))
        : query;
  }

  /** The key with the same direction as the item that stands for all. */
  private static SqlNode like(SqlNode item, SqlNode key) {
    return item instanceof SqlBasicCall call
        ? call.getOperator()
            .createCall(call.getParserPosition(), List.of(like(call.operand(0), key)))
        : key;
  }

  private static boolean hasStar(SqlNodeList items) {
    return items.stream().anyMatch(item -> item instanceof SqlIdentifier id && id.isStar());
  }

  private SqlNode with(SqlWith with, Set<String> outer) {
    Set<String> ctes = new HashSet<>(outer);
    for (SqlNode node : with.withList) {
      SqlWithItem item = (SqlWithItem) node;
      if (item.recursive.booleanValue()) {
        throw NotYet.error("WITH RECURSIVE is", item);
      }
      item.query = query(item.query, ctes);
      ctes.add(item.name.getSimple());
    }
    with.body = query(with.body, ctes);
    return with;
  }

  private SqlNode select(SqlSelect select, Set<String> ctes) {
    NotYet.checkClauses(select, windows);
    @Nullable SqlNode window = RankFilters.window(select);
    if (window != null) {
      windows.add(window);
    }
    if (select.getFrom() != null) {
      select.setFrom(from(select.getFrom(), ctes));
    }
    SqlNodeList group = select.getGroup();
    if (group != null && group.size() == 1 && ResultNames.isAll(group.get(0))) {
      select.setGroupBy(GroupByAll.keys(select.getSelectList(), group));
    }
    select.setSelectList(ResultNames.named((SqlNodeList) subqueries(select.getSelectList(), ctes)));
    if (select.getWhere() != null) {
      select.setWhere(subqueries(select.getWhere(), ctes));
    }
    if (select.getHaving() != null) {
      select.setHaving(subqueries(select.getHaving(), ctes));
    }
    if (select.getGroup() != null) {
      select.setGroupBy((SqlNodeList) subqueries(select.getGroup(), ctes));
    }
    return select;
  }

  /** The expression with its subqueries rewritten. */
  private SqlNode subqueries(SqlNode expression, Set<String> ctes) {
    SqlNode rewritten =
        expression.accept(
            new SqlShuttle() {
              @Override
              public SqlNode visit(SqlCall call) {
                return SqlKind.QUERY.contains(call.getKind())
                    ? query(call, ctes)
                    : ownFunction(Objects.requireNonNull(super.visit(call)));
              }
            });
    return Objects.requireNonNull(rewritten);
  }

  /**
   * EXTRACT is a function like others, with fractions where the field has them; that of the grammar
   * takes a column for a unit in DATE_TRUNC.
   */
  private static SqlNode ownFunction(SqlNode node) {
    if (node instanceof SqlCall call && call.getOperator().getName().equals("DATE_TRUNC")) {
      return Operators.INSTANCE
          .dateTrunc()
          .createCall(call.getParserPosition(), call.getOperandList());
    } else if (node instanceof SqlCall call
        && call.getKind() == SqlKind.EXTRACT
        && call.operand(0) instanceof SqlIntervalQualifier field) {
      SqlParserPos pos = call.getParserPosition();
      String name = field.timeUnitRange.name().toLowerCase(Locale.ROOT);
      SqlNode unit = SqlLiteral.createCharString(name, field.getParserPosition());
      return Operators.INSTANCE.datePart().createCall(pos, unit, call.operand(1));
    }
    return node;
  }

  private SqlNode from(SqlNode node, Set<String> ctes) {
    return switch (node.getKind()) {
      case IDENTIFIER -> table((SqlIdentifier) node, null, ctes);
      case TABLE_REF -> from(((SqlCall) node).operand(0), ctes);
      case AS -> aliased((SqlCall) node, ctes);
      case SELECT, ORDER_BY, WITH, VALUES, EXPLICIT_TABLE, UNION, INTERSECT, EXCEPT ->
          query(node, ctes);
      default -> throw NotYet.error(node);
    };
  }

  private SqlNode aliased(SqlCall as, Set<String> ctes) {
    SqlNode source = as.operand(0);
    SqlNode bare = source.getKind() == SqlKind.TABLE_REF ? ((SqlCall) source).operand(0) : source;
    SqlNode replaced = bare instanceof SqlIdentifier id ? unnamed(id, ctes) : from(bare, ctes);
    as.setOperand(0, replaced);
    return as;
  }

  /** A table under the name it is known by: its alias, or its own. */
  private SqlNode table(SqlIdentifier id, @Nullable String alias, Set<String> ctes) {
    SqlNode found = unnamed(id, ctes);
    return found == id ? id : ResultNames.as(found, alias == null ? id.names.getLast() : alias);
  }

  private SqlNode unnamed(SqlIdentifier id, Set<String> ctes) {
    if (id.isSimple() && ctes.stream().anyMatch(id.getSimple()::equalsIgnoreCase)) {
      return id;
    }
    SqlRelation relation = relations.require(id);
    if (relation instanceof SqlRelation.View view) {
      return view(view, id);
    }
    return new SqlIdentifier(
        List.of(relation.name().store(), relation.name().table()), id.getParserPosition());
  }

  private SqlNode view(SqlRelation.View view, SqlIdentifier id) {
    SqlParserPos pos = id.getParserPosition();
    if (depth >= MOST_VIEWS) {
      throw SqlErrors.at(
          ErrorCode.SQL_INVALID,
          "view '" + view.name() + "' is made of itself, or of too many others",
          pos.getLineNum(),
          pos.getColumnNum());
    }
    try {
      QueryParser.Parsed parsed = QueryParser.parse(view.query(), Tokenizer.of(view.query()));
      return new QueryRewriter(relations, depth + 1).query(parsed.query(), Set.of());
    } catch (TadashiException e) {
      throw SqlErrors.at(
              e.code(),
              "in view '" + view.name() + "': " + e.detail().message(),
              pos.getLineNum(),
              pos.getColumnNum())
          .at("view", view.name().toString());
    }
  }
}
