package dev.tadashi.model.expr;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;

/**
 * Types a call: finds the result's type and puts in the conversions that the function's kernel
 * needs. The aggregation spec and SQL both end here.
 */
public final class CallTyper {
  private CallTyper() {}

  /** The typed call; types that the function does not take are an error that names them. */
  public static RowExpr call(ScalarFunction function, List<RowExpr> args) {
    checkArity(function, args.size());
    return switch (function.family()) {
      case COMPARISON -> comparison(function, args);
      case BOOLEAN -> new RowExpr.Call(function, conditions(function, args), SimpleType.BOOL);
      case MEMBERSHIP -> function == ScalarFunction.IN ? in(args) : between(args);
      case NULLNESS -> new RowExpr.Call(function, args, SimpleType.BOOL);
      case TEXT -> like(args);
      case ARITHMETIC -> args.size() == 1 ? negate(args.getFirst()) : arithmetic(function, args);
      case FUNCTION -> FunctionTyper.call(function, args);
      case CONVERSION ->
          throw new TadashiException(ErrorCode.UNKNOWN_FUNCTION, "a conversion needs its type");
    };
  }

  private static void checkArity(ScalarFunction function, int count) {
    if (count < function.minArgs() || count > function.maxArgs()) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "'" + function.symbol() + "' takes " + arity(function) + ", not " + count)
          .at("op", function.symbol());
    }
  }

  private static String arity(ScalarFunction function) {
    return function.minArgs() == function.maxArgs()
        ? function.minArgs() + " argument(s)"
        : function.minArgs() + " to " + function.maxArgs() + " arguments";
  }

  private static RowExpr comparison(ScalarFunction function, List<RowExpr> args) {
    RowExpr left = Constants.adapt(args.get(0), args.get(1).type());
    RowExpr right = Constants.adapt(args.get(1), left.type());
    DataType common =
        TypeRules.common(left.type(), right.type())
            .filter(type -> !type.isNested())
            .orElseThrow(() -> mismatch(function, args));
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
      RowExpr option = Constants.adapt(arg, value.type());
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
    List<RowExpr> texts = args.stream().map(arg -> cast(arg, SimpleType.VARCHAR)).toList();
    return new RowExpr.Call(ScalarFunction.LIKE, texts, SimpleType.BOOL);
  }

  private static RowExpr negate(RowExpr arg) {
    if (!arg.type().isNumeric()) {
      throw mismatch(ScalarFunction.NEGATE, List.of(arg));
    }
    RowExpr zero = Constants.adapt(new RowExpr.Const(Literal.of(0L)), arg.type());
    return arg.type().isFloating()
        ? new RowExpr.Call(ScalarFunction.NEGATE, List.of(arg), arg.type())
        : arithmetic(ScalarFunction.SUBTRACT, List.of(zero, arg));
  }

  private static RowExpr arithmetic(ScalarFunction function, List<RowExpr> args) {
    RowExpr left = args.get(0);
    RowExpr right = args.get(1);
    TypeRules.Arithmetic rule =
        TypeRules.arithmetic(function, left.type(), right.type())
            .orElseThrow(() -> mismatch(function, args));
    List<RowExpr> operands = List.of(cast(left, rule.left()), cast(right, rule.right()));
    return new RowExpr.Call(function, operands, rule.result());
  }

  /** The expression as that type; it is left as it is when it has it. */
  public static RowExpr cast(RowExpr expr, DataType type) {
    if (expr.type().equals(type)) {
      return expr;
    } else if (expr instanceof RowExpr.Const(Literal literal) && literal.isNull()) {
      return new RowExpr.Const(Literal.ofNull(type));
    }
    return new RowExpr.Call(ScalarFunction.CAST, List.of(expr), type);
  }

  /** As {@link #cast}; a value that cannot be converted becomes null. */
  public static RowExpr tryCast(RowExpr expr, DataType type) {
    RowExpr plain = cast(expr, type);
    return plain instanceof RowExpr.Call(ScalarFunction function, List<RowExpr> args, DataType to)
            && plain != expr
        ? new RowExpr.Call(ScalarFunction.TRY_CAST, args, to)
        : plain;
  }

  static TadashiException mismatch(ScalarFunction function, List<RowExpr> args) {
    String types = String.join(", ", args.stream().map(arg -> arg.type().text()).toList());
    return new TadashiException(
            ErrorCode.TYPE_MISMATCH, "'" + function.symbol() + "' does not take (" + types + ")")
        .at("op", function.symbol());
  }
}
