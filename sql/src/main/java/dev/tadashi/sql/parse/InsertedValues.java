package dev.tadashi.sql.parse;

import dev.tadashi.model.type.Field;
import dev.tadashi.sql.types.TypeSystem;
import dev.tadashi.sql.types.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Gives the parameters among inserted values the types of the columns that they go into. */
final class InsertedValues {
  private InsertedValues() {}

  static Parsed.Query typed(Parsed.Query query, List<Field> columns) {
    if (query.tree() instanceof SqlCall values && values.getKind() == SqlKind.VALUES) {
      RelDataTypeFactory types = new JavaTypeFactoryImpl(new TypeSystem());
      List<SqlNode> rows = new ArrayList<>();
      values.getOperandList().forEach(row -> rows.add(row(row, columns, types)));
      return new Parsed.Query(
          values.getOperator().createCall(values.getParserPosition(), rows),
          query.relations(),
          query.parameters());
    }
    return query;
  }

  private static SqlNode row(SqlNode row, List<Field> columns, RelDataTypeFactory types) {
    if (!(row instanceof SqlCall items) || items.operandCount() != columns.size()) {
      return row;
    }
    List<SqlNode> typed = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      SqlNode item = items.operand(i);
      typed.add(
          item instanceof SqlDynamicParam
              ? SqlStdOperatorTable.CAST.createCall(
                  item.getParserPosition(),
                  item,
                  SqlTypeUtil.convertTypeToSpec(Types.toRel(columns.get(i).type(), types)))
              : item);
    }
    return items.getOperator().createCall(items.getParserPosition(), typed);
  }
}
