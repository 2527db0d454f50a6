package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.types.Types;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, while places are known, columns of types that only Calcite has, and texts that are
 * looked for among what is none.
 */
final class TypeChecks extends SqlBasicVisitor<Void> {
  private static final Set<SqlKind> MEMBERSHIPS =
      Set.of(SqlKind.IN, SqlKind.NOT_IN, SqlKind.SOME, SqlKind.ALL);

  private final SqlValidator validator;

  private TypeChecks(SqlValidator validator) {
    this.validator = validator;
  }

  static void check(SqlNode query, SqlValidator validator) {
    query.accept(new TypeChecks(validator));
  }

  @Override
  public Void visit(SqlCall call) {
    if (call instanceof SqlSelect select) {
      for (SqlNode item : select.getSelectList()) {
        SqlNode bare = SqlUtil.stripAs(item);
        if (bare instanceof SqlIdentifier) {
          // A column as it is may have any type.
          continue;
        }
        Optional.ofNullable(validator.getValidatedNodeTypeIfKnown(bare))
            .filter(type -> Types.fromRel(type).isEmpty())
            .ifPresent(type -> {
              throw refused(type, bare);
            });
      }
    } else if (MEMBERSHIPS.contains(call.getKind())
        && call.operand(1) instanceof SqlSelect select) {
      compare(call, select);
    }
    return super.visit(call);
  }

  private void compare(SqlCall call, SqlNode query) {
    SqlNode value = call.operand(0);
    List<SqlNode> values =
        value.getKind() == SqlKind.ROW ? ((SqlCall) value).getOperandList() : List.of(value);
    @Nullable RelDataType row = validator.getValidatedNodeTypeIfKnown(query);
    List<RelDataTypeField> found = row == null || !row.isStruct() ? List.of() : row.getFieldList();
    for (int i = 0; i < Math.min(values.size(), found.size()); i++) {
      @Nullable RelDataType type = validator.getValidatedNodeTypeIfKnown(values.get(i));
      if (type != null && !alike(values.get(i), type, found.get(i).getType())) {
        SqlParserPos pos = values.get(i).getParserPosition();
        throw SqlErrors.at(
            ErrorCode.TYPE_MISMATCH,
            "a %s is not compared with a %s".formatted(name(type), name(found.get(i).getType())),
            pos.getLineNum(),
            pos.getColumnNum());
      }
    }
  }

  private static boolean alike(SqlNode value, RelDataType type, RelDataType other) {
    return SqlUtil.isLiteral(value)
        || SqlTypeUtil.isNull(type)
        || SqlTypeUtil.isNull(other)
        || SqlTypeUtil.isCharacter(type) == SqlTypeUtil.isCharacter(other);
  }

  private static String name(RelDataType type) {
    return type.getSqlTypeName().getName().toLowerCase(Locale.ROOT);
  }

  private static TadashiException refused(RelDataType type, SqlNode item) {
    SqlParserPos pos = item.getParserPosition();
    int line = Math.max(1, pos.getLineNum());
    int column = Math.max(1, pos.getColumnNum());
    return SqlTypeUtil.isInterval(type)
        ? SqlErrors.notYet("an interval as a column is", line, column)
            .hint("intervals are added to dates and times; DATE_DIFF counts units between them")
        : SqlErrors.notYet("a column of type " + name(type) + " is", line, column);
  }
}
