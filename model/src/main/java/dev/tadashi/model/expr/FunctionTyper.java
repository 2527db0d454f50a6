package dev.tadashi.model.expr;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.function.Signature;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Types the functions that have a {@link Signature}. */
final class FunctionTyper {
  private static final TimestampType MICROS = new TimestampType(TimeUnit.US, null);
  private static final Set<String> FRACTIONAL =
      Set.of("second", "seconds", "millisecond", "milliseconds", "epoch");

  private final ScalarFunction function;
  private final List<RowExpr> given;

  private FunctionTyper(ScalarFunction function, List<RowExpr> given) {
    this.function = function;
    this.given = given;
  }

  static RowExpr call(ScalarFunction function, List<RowExpr> args) {
    return switch (function) {
      case CASE -> ConditionalTyper.caseWhen(args);
      case IF -> ConditionalTyper.caseWhen(args);
      case COALESCE, GREATEST, LEAST -> ConditionalTyper.oneType(function, args);
      case NULLIF -> ConditionalTyper.nullIf(args);
      case IS_DISTINCT -> ConditionalTyper.isDistinct(args);
      default -> new FunctionTyper(function, args).typed(function.signature().orElseThrow());
    };
  }

  private RowExpr typed(Signature signature) {
    List<RowExpr> args = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      args.add(convert(given.get(i), signature.param(i)));
    }
    DataType type =
        switch (signature.result()) {
          case SAME -> args.getFirst().type();
          case OWN -> ownType(args);
          default -> fixed(signature.result());
        };
    if (function == ScalarFunction.ADD_MICROS || function == ScalarFunction.DATE_DIFF) {
      return new RowExpr.Call(function, finer(args), finest(type, args));
    }
    return new RowExpr.Call(function, args, type);
  }

  /** Adding microseconds needs a unit that holds them; two times need one unit. */
  private List<RowExpr> finer(List<RowExpr> args) {
    List<RowExpr> same = new ArrayList<>();
    for (RowExpr arg : args) {
      boolean coarse =
          arg.type() instanceof TimestampType t && t.unit().compareTo(TimeUnit.US) < 0
              || function == ScalarFunction.DATE_DIFF && arg.type() instanceof TimestampType;
      same.add(coarse ? CallTyper.cast(arg, micros((TimestampType) arg.type())) : arg);
    }
    return same;
  }

  private static TimestampType micros(TimestampType type) {
    return new TimestampType(TimeUnit.US, type.zone());
  }

  private static DataType finest(DataType type, List<RowExpr> args) {
    return type instanceof TimestampType t && t.unit().compareTo(TimeUnit.US) < 0
        ? micros(t)
        : type;
  }

  private RowExpr convert(RowExpr arg, Signature.Kind kind) {
    DataType type = arg.type();
    boolean isNull = type == SimpleType.NULL;
    return switch (kind) {
      case TEXT -> exactly(arg, SimpleType.VARCHAR, type == SimpleType.VARCHAR || isNull);
      case INT -> exactly(arg, SimpleType.INT64, type.isInteger() || isNull);
      case DOUBLE -> exactly(arg, SimpleType.FLOAT64, type.isNumeric() || isNull);
      case NUMBER -> number(arg);
      case BOOL -> exactly(arg, SimpleType.BOOL, type == SimpleType.BOOL || isNull);
      case DATE -> date(arg);
      case TIMESTAMP -> timestamp(arg);
      case TEMPORAL -> isNull ? CallTyper.cast(arg, MICROS) : when(type.isTemporal(), arg);
      case ANY, SAME, OWN -> any(arg);
    };
  }

  /** Only {@code concat} and {@code concat_ws} take anything, each as a text. */
  private RowExpr any(RowExpr arg) {
    boolean joined = function == ScalarFunction.CONCAT || function == ScalarFunction.CONCAT_WS;
    return joined ? CallTyper.cast(arg, SimpleType.VARCHAR) : arg;
  }

  private RowExpr exactly(RowExpr arg, DataType type, boolean fits) {
    return CallTyper.cast(when(fits, arg), type);
  }

  private RowExpr when(boolean fits, RowExpr arg) {
    if (!fits) {
      throw CallTyper.mismatch(function, given);
    }
    return arg;
  }

  /** An integer that is rounded without digits, and a float32, are doubles. */
  private RowExpr number(RowExpr arg) {
    boolean rounds = function != ScalarFunction.ABS && given.size() == 1;
    boolean asDouble =
        arg.type() == SimpleType.NULL
            || arg.type() == SimpleType.FLOAT32
            || (rounds && arg.type().isInteger());
    return asDouble ? CallTyper.cast(arg, SimpleType.FLOAT64) : when(arg.type().isNumeric(), arg);
  }

  private RowExpr date(RowExpr arg) {
    RowExpr adapted = Constants.adapt(arg, SimpleType.DATE);
    boolean fits = adapted.type() == SimpleType.DATE || adapted.type() == SimpleType.NULL;
    return exactly(adapted, SimpleType.DATE, fits);
  }

  private RowExpr timestamp(RowExpr arg) {
    if (arg.type() instanceof TimestampType) {
      return arg;
    }
    RowExpr adapted = Constants.adapt(arg, MICROS);
    boolean fits =
        adapted.type() == SimpleType.DATE
            || adapted.type() == SimpleType.NULL
            || adapted.type() instanceof TimestampType;
    return exactly(adapted, MICROS, fits);
  }

  private static DataType fixed(Signature.Kind kind) {
    return switch (kind) {
      case TEXT -> SimpleType.VARCHAR;
      case INT -> SimpleType.INT64;
      case BOOL -> SimpleType.BOOL;
      case DATE -> SimpleType.DATE;
      default -> SimpleType.FLOAT64;
    };
  }

  private DataType ownType(List<RowExpr> args) {
    return switch (function) {
      case DATE_PART ->
          FRACTIONAL.contains(word(args.getFirst())) ? SimpleType.FLOAT64 : SimpleType.INT64;
      case DATE_TRUNC -> args.get(1).type();
      case ADD_MONTHS, ADD_MICROS -> args.getFirst().type();
      default -> rounded(args);
    };
  }

  /** The constant that names a field or a unit. */
  private String word(RowExpr arg) {
    if (arg instanceof RowExpr.Const(Literal literal) && literal.value() instanceof String text) {
      return text.toLowerCase(Locale.ROOT);
    }
    throw new TadashiException(
            ErrorCode.INVALID_ARGUMENT,
            "the first argument of '" + function.symbol() + "' is a constant")
        .at("op", function.symbol());
  }

  /** As PostgreSQL: whole numbers of one argument round as doubles, decimals stay decimals. */
  private static DataType rounded(List<RowExpr> args) {
    DataType type = args.getFirst().type();
    if (type instanceof DecimalType decimal) {
      return roundedDecimal(decimal, args);
    }
    return args.size() == 2 && type.isInteger() ? type : SimpleType.FLOAT64;
  }

  private static DataType roundedDecimal(DecimalType type, List<RowExpr> args) {
    int scale = type.scale();
    if (args.size() == 1) {
      scale = 0;
    } else if (args.get(1) instanceof RowExpr.Const(Literal digits) && !digits.isNull()) {
      scale = (int) Math.max(0, Math.min(scale, digits.longValue()));
    }
    int whole = type.precision() - type.scale() + 1;
    return new DecimalType(Math.min(DecimalType.MAX_PRECISION, whole + scale), scale);
  }
}
