package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.function.Operators;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/** Calcite's validator, where a name in GROUP BY is a column first and an alias only then. */
final class QueryValidator extends SqlValidatorImpl {
  QueryValidator(CalciteCatalogReader reader, RelDataTypeFactory types, Config config) {
    super(Operators.INSTANCE, reader, types, config);
  }

  @Override
  public SqlNode extendedExpandGroupBy(SqlNode item, SqlValidatorScope scope, SqlSelect select) {
    return item instanceof SqlIdentifier id && isColumn(id, scope)
        ? expand(item, scope)
        : super.extendedExpandGroupBy(item, scope, select);
  }

  /** A parameter of whose type its place tells nothing has the type of its value. */
  @Override
  protected void inferUnknownTypes(RelDataType inferred, SqlValidatorScope scope, SqlNode node) {
    boolean free = node.getKind() == SqlKind.DYNAMIC_PARAM && inferred.equals(unknownType);
    super.inferUnknownTypes(
        free ? typeFactory.createSqlType(SqlTypeName.NULL) : inferred, scope, node);
  }

  /** A list in the place of one value, which Calcite does not expect at all. */
  @Override
  public RelDataType deriveType(SqlValidatorScope scope, SqlNode expr) {
    if (expr instanceof SqlNodeList list && getValidatedNodeTypeIfKnown(list) == null) {
      SqlParserPos pos = list.getParserPosition();
      throw SqlErrors.at(
          ErrorCode.SQL_INVALID,
          "one value is expected here, not a list",
          Math.max(1, pos.getLineNum()),
          Math.max(1, pos.getColumnNum()));
    }
    return super.deriveType(scope, expr);
  }

  private static boolean isColumn(SqlIdentifier id, SqlValidatorScope scope) {
    try {
      scope.fullyQualify(id);
      return true;
    } catch (CalciteContextException e) {
      return false;
    }
  }
}
