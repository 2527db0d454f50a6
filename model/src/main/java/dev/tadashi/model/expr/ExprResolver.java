package dev.tadashi.model.expr;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** Resolves what the user said against a schema: names to positions, and a type for every node. */
public final class ExprResolver {
  private final Schema schema;

  public ExprResolver(Schema schema) {
    this.schema = schema;
  }

  /** The typed expression; an unknown name or a type that does not fit is an error naming it. */
  public RowExpr resolve(Expr expr) {
    return switch (expr) {
      case Expr.Column(String name) -> {
        int index = schema.require(name);
        yield new RowExpr.Ref(index, usable(schema.field(index)));
      }
      case Expr.Constant(Literal literal) -> new RowExpr.Const(literal);
      case Expr.Call call -> resolveCall(call);
    };
  }

  private static DataType usable(Field field) {
    if (field.type() instanceof OtherType other) {
      throw new TadashiException(
              ErrorCode.UNSUPPORTED,
              "column '"
                  + field.name()
                  + "' is of type "
                  + other.name()
                  + ", which is not computed on")
          .at("column", field.name())
          .hint("leave the column out, or convert it to a number, text, date or timestamp");
    }
    return field.type();
  }

  /** As {@link #resolve}; the expression must be a condition. */
  public RowExpr resolvePredicate(Expr expr, String field) {
    RowExpr resolved = resolve(expr);
    if (resolved.type() == SimpleType.NULL) {
      return new RowExpr.Const(Literal.ofNull(SimpleType.BOOL));
    }
    if (resolved.type() != SimpleType.BOOL) {
      throw new TadashiException(
              ErrorCode.TYPE_MISMATCH,
              "'" + field + "' is a condition, not a " + resolved.type().text())
          .at("field", field);
    }
    return resolved;
  }

  private RowExpr resolveCall(Expr.Call call) {
    if (call.op().equals("-") && call.args().size() == 1) {
      return resolveCall(new Expr.Call(ScalarFunction.NEGATE.symbol(), call.args()));
    }
    ScalarFunction function = lookup(call.op());
    if (function.family() == ScalarFunction.Family.CONVERSION) {
      throw unknown(call.op());
    }
    List<RowExpr> args = call.args().stream().map(this::resolve).toList();
    return CallTyper.call(function, adapted(function, args));
  }

  /** A constant beside a column in arithmetic takes the column's type when that holds it. */
  private static List<RowExpr> adapted(ScalarFunction function, List<RowExpr> args) {
    if (function.family() != ScalarFunction.Family.ARITHMETIC || args.size() != 2) {
      return args;
    }
    RowExpr left = Constants.adapt(args.get(0), args.get(1).type());
    return List.of(left, Constants.adapt(args.get(1), left.type()));
  }

  private static ScalarFunction lookup(String op) {
    return ScalarFunction.bySymbol(op).orElseThrow(() -> unknown(op));
  }

  private static TadashiException unknown(String op) {
    List<String> names = new ArrayList<>();
    for (ScalarFunction function : ScalarFunction.values()) {
      names.add(function.symbol());
    }
    return new TadashiException(ErrorCode.UNKNOWN_FUNCTION, "there is no function '" + op + "'")
        .at("op", op)
        .hint("functions: " + String.join(" ", names));
  }
}
