package dev.tadashi.sql.parse;

import dev.tadashi.model.function.AggregateFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Util;

/** The keys of GROUP BY ALL: every item of the select list without an aggregate. */
final class GroupByAll {
  private GroupByAll() {}

  static SqlNodeList keys(SqlNodeList items, SqlNodeList group) {
    SqlNodeList keys = new SqlNodeList(group.getParserPosition());
    int position = 0;
    for (SqlNode item : items) {
      position++;
      if (item instanceof SqlIdentifier id && id.isStar()) {
        throw NotYet.error("GROUP BY ALL of a query with * is", item);
      }
      SqlNode bare = ResultNames.bare(item);
      if (!(bare instanceof SqlLiteral) && !aggregates(bare)) {
        keys.add(
            SqlLiteral.createExactNumeric(Integer.toString(position), group.getParserPosition()));
      }
    }
    return keys;
  }

  private static boolean aggregates(SqlNode node) {
    try {
      node.accept(
          new SqlBasicVisitor<Void>() {
            @Override
            public Void visit(SqlCall call) {
              String name = call.getOperator().getName();
              if (AggregateFunction.byName(name).isPresent()) {
                throw Util.FoundOne.NULL;
              }
              return super.visit(call);
            }
          });
      return false;
    } catch (Util.FoundOne e) {
      return true;
    }
  }
}
