package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.SqlErrors;
import dev.tadashi.sql.function.ArithmeticOperator;
import dev.tadashi.sql.function.ConcatOperator;
import dev.tadashi.sql.function.RegistryFunction;
import dev.tadashi.sql.types.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlPosixRegexOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Calcite's expressions as the model's. The model's rules find the types; where Calcite has
 * concluded another type for a call (and checked the rest of the query by it) the call is cast.
 */
final class ExprConverter {
  private final List<DataType> inputs;
  private final Bindings bindings;
  private final Subqueries subqueries;

  ExprConverter(List<DataType> inputs, Bindings bindings, Subqueries subqueries) {
    this.inputs = inputs;
    this.bindings = bindings;
    this.subqueries = subqueries;
  }

  /** The expression; what is wrong with it is an error with its place. */
  RowExpr convert(RexNode node) {
    try {
      return converted(node);
    } catch (TadashiException e) {
      throw node instanceof RexCall call ? SqlErrors.placed(e, call.getParserPosition()) : e;
    }
  }

  private RowExpr converted(RexNode node) {
    return switch (node) {
      case RexInputRef ref -> new RowExpr.Ref(ref.getIndex(), inputs.get(ref.getIndex()));
      case RexLiteral literal -> new RowExpr.Const(RexLiterals.convert(literal));
      case RexDynamicParam param -> bindings.parameter(param);
      case RexSubQuery subquery -> typed(subquery, subqueries.convert(subquery, this));
      case RexCall call when call.getClass() == RexCall.class -> typed(call, convertCall(call));
      case RexCall call when call.getKind() == SqlKind.CAST -> typed(call, convertCall(call));
      default -> throw unsupported(node);
    };
  }

  /** A condition. */
  RowExpr condition(RexNode node) {
    return CallTyper.cast(convert(node), SimpleType.BOOL);
  }

  private static RowExpr typed(RexCall call, RowExpr expr) {
    Optional<DataType> wanted = Types.fromRel(call.getType());
    boolean keeps =
        wanted.isEmpty()
            || wanted.get() == SimpleType.NULL
            || wanted.get().equals(expr.type())
            || call.getType().getSqlTypeName() == SqlTypeName.ANY;
    return keeps ? expr : Folding.cast(expr, wanted.get());
  }

  private RowExpr convertCall(RexCall call) {
    return switch (call.getOperator()) {
      case RegistryFunction function -> call(function.function(), args(call));
      case ArithmeticOperator operator -> arithmetic(operator.function(), call);
      case ConcatOperator concat -> texts(call);
      case SqlPosixRegexOperator regex -> Patterns.regex(regex, operands(call));
      default -> byKind(call);
    };
  }

  private RowExpr byKind(RexCall call) {
    return switch (call.getKind()) {
      case AND -> Memberships.and(operands(call));
      case OR -> Memberships.or(operands(call));
      case NOT -> call(ScalarFunction.NOT, operands(call));
      case EQUALS -> Zones.compared(ScalarFunction.EQ, operands(call));
      case NOT_EQUALS -> Zones.compared(ScalarFunction.NE, operands(call));
      case LESS_THAN -> Zones.compared(ScalarFunction.LT, operands(call));
      case LESS_THAN_OR_EQUAL -> Zones.compared(ScalarFunction.LE, operands(call));
      case GREATER_THAN -> Zones.compared(ScalarFunction.GT, operands(call));
      case GREATER_THAN_OR_EQUAL -> Zones.compared(ScalarFunction.GE, operands(call));
      case IS_NULL, IS_UNKNOWN -> call(ScalarFunction.IS_NULL, operands(call));
      case IS_NOT_NULL -> call(ScalarFunction.IS_NOT_NULL, operands(call));
      case IS_TRUE -> truth(call, true, false);
      case IS_NOT_TRUE -> not(truth(call, true, false));
      case IS_FALSE -> truth(call, false, false);
      case IS_NOT_FALSE -> not(truth(call, false, false));
      case IS_DISTINCT_FROM -> call(ScalarFunction.IS_DISTINCT, operands(call));
      case IS_NOT_DISTINCT_FROM -> not(call(ScalarFunction.IS_DISTINCT, operands(call)));
      case LIKE -> Patterns.like(call.getOperator(), operands(call));
      case SIMILAR -> Patterns.similar(operands(call));
      case CASE -> call(ScalarFunction.CASE, operands(call));
      case CAST -> cast(call);
      case SAFE_CAST -> tryCast(call);
      case MINUS_PREFIX -> call(ScalarFunction.NEGATE, args(call));
      case PLUS_PREFIX -> args(call).getFirst();
      case SEARCH -> convert(RexUtil.expandSearch(bindings.rexBuilder(), null, call));
      case CEIL -> rounded(ScalarFunction.CEIL, call);
      case FLOOR -> rounded(ScalarFunction.FLOOR, call);
      case TRIM -> trim(call);
      case POSITION -> position(call);
      default -> byName(call);
    };
  }

  /** To a whole number; the form that rounds a time to a unit is not ours. */
  private RowExpr rounded(ScalarFunction function, RexCall call) {
    if (call.getOperands().size() != 1) {
      throw unsupported(call);
    }
    return call(function, args(call));
  }

  private RowExpr byName(RexCall call) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    return switch (name) {
      case "NOW", "CURRENT_TIMESTAMP" -> bindings.now(call.getType());
      case "LOCALTIMESTAMP", "CURRENT_DATE" -> bindings.now(call.getType());
      default -> throw unsupported(call);
    };
  }

  static RowExpr call(ScalarFunction function, List<RowExpr> args) {
    return CallTyper.call(function, args.stream().map(Folding::fold).toList());
  }

  /** Operands as they are. */
  private List<RowExpr> operands(RexCall call) {
    return call.getOperands().stream().map(this::convert).toList();
  }

  /** Operands of calculations: unsigned columns as the signed type that Calcite sees. */
  private List<RowExpr> args(RexCall call) {
    List<RowExpr> args = new ArrayList<>();
    for (RowExpr operand : operands(call)) {
      args.add(CallTyper.cast(operand, Types.signed(operand.type())));
    }
    return args;
  }

  private static RowExpr not(RowExpr condition) {
    return call(ScalarFunction.NOT, List.of(condition));
  }

  /** The condition is that value, with null as another. */
  private RowExpr truth(RexCall call, boolean value, boolean ofNull) {
    RowExpr condition = condition(call.getOperands().getFirst());
    RowExpr is = value ? condition : not(condition);
    RowExpr otherwise = new RowExpr.Const(Literal.of(ofNull));
    return call(ScalarFunction.COALESCE, List.of(is, otherwise));
  }

  private RowExpr cast(RexCall call) {
    DataType type = Types.fromRel(call.getType()).orElseThrow(() -> unsupported(call));
    RowExpr cast = Folding.cast(convert(call.getOperands().getFirst()), type);
    return shortened(call, cast);
  }

  private RowExpr tryCast(RexCall call) {
    DataType type = Types.fromRel(call.getType()).orElseThrow(() -> unsupported(call));
    return shortened(call, CallTyper.tryCast(convert(call.getOperands().getFirst()), type));
  }

  /** {@code varchar(3)} keeps three characters. */
  private static RowExpr shortened(RexCall call, RowExpr cast) {
    int length = call.getType().getPrecision();
    boolean limited = cast.type() == SimpleType.VARCHAR && length > 0 && length < 65_536;
    return limited
        ? call(ScalarFunction.LEFT, List.of(cast, new RowExpr.Const(Literal.of((long) length))))
        : cast;
  }

  private RowExpr trim(RexCall call) {
    RexLiteral side = (RexLiteral) call.getOperands().getFirst();
    ScalarFunction function =
        switch (side.getValueAs(SqlTrimFunction.Flag.class)) {
          case LEADING -> ScalarFunction.LTRIM;
          case TRAILING -> ScalarFunction.RTRIM;
          case null, default -> ScalarFunction.TRIM;
        };
    RowExpr characters = convert(call.getOperands().get(1));
    return call(function, List.of(convert(call.getOperands().get(2)), characters));
  }

  private RowExpr position(RexCall call) {
    List<RowExpr> args = operands(call);
    if (args.size() > 2) {
      throw unsupported(call);
    }
    return call(ScalarFunction.POSITION, List.of(args.get(1), args.get(0)));
  }

  /** One after the other; what is not a text is written as one. */
  private RowExpr texts(RexCall call) {
    return call(
        ScalarFunction.CONCAT_TEXT,
        operands(call).stream().map(arg -> Folding.cast(arg, SimpleType.VARCHAR)).toList());
  }

  private RowExpr arithmetic(ScalarFunction function, RexCall call) {
    return Intervals.isMove(call)
        ? new Intervals(this).move(function, call)
        : Intervals.dates(function, args(call));
  }

  static TadashiException unsupported(RexNode node) {
    String name =
        node instanceof RexCall call ? call.getOperator().getName() : node.getKind().toString();
    return new TadashiException(ErrorCode.SQL_NOT_YET, "'" + name + "' is not supported yet")
        .at("function", name.toLowerCase(Locale.ROOT));
  }
}
