package dev.tadashi.model.expr;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    if (call.args().size() < function.minArgs() || call.args().size() > function.maxArgs()) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "'" + call.op() + "' takes " + arity(function) + ", not " + call.args().size())
          .at("op", call.op());
    }
    List<RowExpr> args = call.args().stream().map(this::resolve).toList();
    return switch (function.family()) {
      case COMPARISON -> comparison(function, args);
      case BOOLEAN -> new RowExpr.Call(function, conditions(function, args), SimpleType.BOOL);
      case MEMBERSHIP -> function == ScalarFunction.IN ? in(args) : between(args);
      case NULLNESS -> new RowExpr.Call(function, args, SimpleType.BOOL);
      case TEXT -> like(args);
      case ARITHMETIC -> args.size() == 1 ? negate(args.getFirst()) : arithmetic(function, args);
      case CONVERSION -> throw unknown(call.op());
    };
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

  private static String arity(ScalarFunction function) {
    return function.minArgs() == function.maxArgs()
        ? function.minArgs() + " argument(s)"
        : function.minArgs() + " to " + function.maxArgs() + " arguments";
  }

  private static RowExpr comparison(ScalarFunction function, List<RowExpr> args) {
    RowExpr left = adapt(args.get(0), args.get(1).type());
    RowExpr right = adapt(args.get(1), left.type());
    DataType common =
        TypeRules.common(left.type(), right.type()).orElseThrow(() -> mismatch(function, args));
    return new RowExpr.Call(
        function, List.of(cast(left, common), cast(right, common)), SimpleType.BOOL);
  }

  private static List<RowExpr> conditions(ScalarFunction function, List<RowExpr> args) {
    for (RowExpr arg : args) {
      if (arg.type() != SimpleType.BOOL && arg.type() != SimpleType.NULL) {
        throw mismatch(function, args);
      }
    }
    return args.stream().map(arg -> cast(arg, SimpleType.BOOL)).toList();
  }

  private static RowExpr between(List<RowExpr> args) {
    RowExpr low = comparison(ScalarFunction.GE, List.of(args.get(0), args.get(1)));
    RowExpr high = comparison(ScalarFunction.LE, List.of(args.get(0), args.get(2)));
    return new RowExpr.Call(ScalarFunction.AND, List.of(low, high), SimpleType.BOOL);
  }

  private static RowExpr in(List<RowExpr> args) {
    RowExpr value = args.getFirst();
    List<RowExpr> converted = new ArrayList<>();
    DataType common = value.type();
    for (RowExpr arg : args.subList(1, args.size())) {
      RowExpr option = adapt(arg, value.type());
      if (!(option instanceof RowExpr.Const)) {
        throw new TadashiException(
                ErrorCode.INVALID_ARGUMENT, "'in' takes constants after its first argument")
            .at("op", "in");
      }
      common =
          TypeRules.common(common, option.type())
              .orElseThrow(() -> mismatch(ScalarFunction.IN, List.of(value, arg)));
      converted.add(option);
    }
    DataType target = common;
    List<RowExpr> all = new ArrayList<>();
    all.add(cast(value, target));
    converted.forEach(option -> all.add(cast(option, target)));
    return new RowExpr.Call(ScalarFunction.IN, all, SimpleType.BOOL);
  }

  private static RowExpr like(List<RowExpr> args) {
    for (RowExpr arg : args) {
      if (arg.type() != SimpleType.VARCHAR && arg.type() != SimpleType.NULL) {
        throw mismatch(ScalarFunction.LIKE, args);
      }
    }
    if (!(args.get(1) instanceof RowExpr.Const)) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "the pattern of 'like' is a constant")
          .at("op", "like");
    }
    List<RowExpr> texts = args.stream().map(arg -> cast(arg, SimpleType.VARCHAR)).toList();
    return new RowExpr.Call(ScalarFunction.LIKE, texts, SimpleType.BOOL);
  }

  private static RowExpr negate(RowExpr arg) {
    if (!arg.type().isNumeric()) {
      throw mismatch(ScalarFunction.NEGATE, List.of(arg));
    }
    RowExpr zero = adapt(new RowExpr.Const(Literal.of(0L)), arg.type());
    return arg.type().isFloating()
        ? new RowExpr.Call(ScalarFunction.NEGATE, List.of(arg), arg.type())
        : arithmetic(ScalarFunction.SUBTRACT, List.of(zero, arg));
  }

  private static RowExpr arithmetic(ScalarFunction function, List<RowExpr> args) {
    RowExpr left = adapt(args.get(0), args.get(1).type());
    RowExpr right = adapt(args.get(1), left.type());
    TypeRules.Arithmetic rule =
        TypeRules.arithmetic(function, left.type(), right.type())
            .orElseThrow(() -> mismatch(function, args));
    List<RowExpr> operands = List.of(cast(left, rule.left()), cast(right, rule.right()));
    return new RowExpr.Call(function, operands, rule.result());
  }

  /**
   * A constant takes the other side's type when that type holds its value: a text becomes a date, a
   * whole number the column's width; anything else stays as it is.
   */
  private static RowExpr adapt(RowExpr expr, DataType other) {
    if (!(expr instanceof RowExpr.Const(Literal literal)) || literal.type().equals(other)) {
      return expr;
    } else if (literal.isNull()) {
      return other == SimpleType.NULL ? expr : new RowExpr.Const(Literal.ofNull(other));
    } else if (literal.value() instanceof String text && other.isTemporal()) {
      return new RowExpr.Const(Literals.parse(text, other));
    } else if (literal.type().isNumeric() && other.isNumeric()) {
      return exact(literal, other).<RowExpr>map(RowExpr.Const::new).orElse(expr);
    }
    return expr;
  }

  private static Optional<Literal> exact(Literal literal, DataType type) {
    Object value = literal.nonNull();
    if (value instanceof Double number) {
      if (type.isFloating()) {
        boolean kept = type == SimpleType.FLOAT64 || (double) number.floatValue() == number;
        return kept ? Optional.of(new Literal(type, number)) : Optional.empty();
      }
      if (!Double.isFinite(number)) {
        return Optional.empty();
      }
      // The digits as written, 0.1 and not its binary neighbour, so that decimals compare as typed.
      return type instanceof DecimalType || number == Math.rint(number)
          ? Literals.numberIfExact(BigDecimal.valueOf(number), type)
          : Optional.empty();
    }
    BigDecimal number =
        value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf((Long) value);
    return Literals.numberIfExact(number, type);
  }

  private static RowExpr cast(RowExpr expr, DataType type) {
    if (expr.type().equals(type)) {
      return expr;
    } else if (expr instanceof RowExpr.Const(Literal literal) && literal.isNull()) {
      return new RowExpr.Const(Literal.ofNull(type));
    }
    return new RowExpr.Call(ScalarFunction.CAST, List.of(expr), type);
  }

  private static TadashiException mismatch(ScalarFunction function, List<RowExpr> args) {
    String types = String.join(", ", args.stream().map(arg -> arg.type().text()).toList());
    return new TadashiException(
            ErrorCode.TYPE_MISMATCH, "'" + function.symbol() + "' does not take (" + types + ")")
        .at("op", function.symbol());
  }
}
