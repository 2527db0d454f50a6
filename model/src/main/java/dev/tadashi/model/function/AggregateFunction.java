package dev.tadashi.model.function;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.SimpleType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Aggregate functions: names, what they take, result type and what they do. Nulls are left out, and
 * so are rows in which one of several arguments is null. Functions of the same name differ in how
 * many arguments they take; the first name is of one function only.
 */
public enum AggregateFunction {
  COUNT("count", Takes.ANY, "rows whose argument is not null; without one, all rows"),
  COUNT_DISTINCT("count_distinct", Takes.ANY, "different values"),
  SUM("sum", Takes.NUMBER, "sum; null for no values; overflow is an error"),
  AVG("avg mean", Takes.NUMBER, "exact sum divided by the count; null for no values"),
  MIN("min", Takes.ORDERED, "least value; null for no values"),
  MAX("max", Takes.ORDERED, "greatest value (NaN is greatest); null for no values"),
  VAR_POP("var_pop", Takes.NUMBER, "population variance; null for no values"),
  VAR_SAMP("var_samp variance", Takes.NUMBER, "sample variance; null below two values"),
  STDDEV_POP("stddev_pop", Takes.NUMBER, "root of the population variance"),
  STDDEV_SAMP("stddev_samp stddev", Takes.NUMBER, "root of the sample variance"),
  ANY_VALUE("any_value arbitrary", Takes.ORDERED, "some value; null for none"),
  BOOL_AND("bool_and every", Takes.CONDITION, "whether all are true; null for none"),
  BOOL_OR("bool_or", Takes.CONDITION, "whether one is true; null for none"),
  BIT_AND("bit_and", Takes.INTEGER, "bits that all have; null for none"),
  BIT_OR("bit_or", Takes.INTEGER, "bits that one has; null for none"),
  BIT_XOR("bit_xor", Takes.INTEGER, "bits that an odd number has; null for none"),
  MODE("mode", Takes.ORDERED, "most frequent value, the least of several; null for none"),
  MEDIAN("median", Takes.NUMBER, "middle value, or the mean of the two; null for none"),
  QUANTILE_CONT(
      "quantile_cont",
      List.of(Takes.NUMBER, Takes.FRACTION),
      "value at a fraction of the order, between its two neighbours; null for none"),
  QUANTILE_DISC(
      "quantile_disc quantile",
      List.of(Takes.ORDERED, Takes.FRACTION),
      "first value that has at least a fraction of all at or before it; null for none"),
  CORR("corr", Takes.PAIR, "correlation of two numbers; null when one never differs"),
  COVAR_POP("covar_pop", Takes.PAIR, "population covariance; null for none"),
  COVAR_SAMP("covar_samp", Takes.PAIR, "sample covariance; null below two"),
  REGR_SLOPE("regr_slope", Takes.PAIR, "of (y, x): slope of the line of least squares"),
  REGR_INTERCEPT("regr_intercept", Takes.PAIR, "of (y, x): where that line meets x = 0"),
  REGR_R2("regr_r2", Takes.PAIR, "of (y, x): squared correlation; 1 when y never differs"),
  REGR_COUNT("regr_count", Takes.PAIR, "of (y, x): rows in which neither is null"),
  REGR_AVGX("regr_avgx", Takes.PAIR, "of (y, x): average of x in those rows"),
  REGR_AVGY("regr_avgy", Takes.PAIR, "of (y, x): average of y in those rows"),
  REGR_SXX("regr_sxx", Takes.PAIR, "of (y, x): squared differences of x from its average"),
  REGR_SYY("regr_syy", Takes.PAIR, "of (y, x): squared differences of y from its average"),
  REGR_SXY("regr_sxy", Takes.PAIR, "of (y, x): products of both differences"),
  ARG_MIN(
      "arg_min min_by argmin",
      List.of(Takes.ORDERED, Takes.ORDERED),
      "of (x, y): an x where y is least; null for none"),
  ARG_MAX(
      "arg_max max_by argmax",
      List.of(Takes.ORDERED, Takes.ORDERED),
      "of (x, y): an x where y is greatest; null for none"),
  MIN_N(
      "min_n min",
      List.of(Takes.ORDERED, Takes.LENGTH),
      "of (x, n): list of the n least values, least first; null for none"),
  MAX_N(
      "max_n max",
      List.of(Takes.ORDERED, Takes.LENGTH),
      "of (x, n): list of the n greatest values, greatest first; null for none"),
  ARG_MIN_N(
      "arg_min_n arg_min min_by argmin",
      List.of(Takes.ORDERED, Takes.ORDERED, Takes.LENGTH),
      "of (x, y, n): list of x where y is among the n least; null for none"),
  ARG_MAX_N(
      "arg_max_n arg_max max_by argmax",
      List.of(Takes.ORDERED, Takes.ORDERED, Takes.LENGTH),
      "of (x, y, n): list of x where y is among the n greatest; null for none");

  /** What an argument is; the last two are constants. */
  private enum Takes {
    ANY,
    NUMBER,
    INTEGER,
    ORDERED,
    CONDITION,
    /** Two numbers. */
    PAIR,
    FRACTION,
    LENGTH;

    boolean isConstant() {
      return this == FRACTION || this == LENGTH;
    }

    boolean accepts(DataType type) {
      return switch (this) {
        case ANY -> true;
        case NUMBER, PAIR -> type.isNumeric() || type == SimpleType.NULL;
        case INTEGER -> type.isInteger() || type == SimpleType.NULL;
        case CONDITION -> type == SimpleType.BOOL || type == SimpleType.NULL;
        case ORDERED -> !type.isNested();
        case FRACTION -> type.isNumeric();
        case LENGTH -> type.isInteger();
      };
    }
  }

  private final List<String> names;
  private final List<Takes> takes;
  private final String doc;

  AggregateFunction(String names, Takes takes, String doc) {
    this(names, takes == Takes.PAIR ? List.of(takes, takes) : List.of(takes), doc);
  }

  AggregateFunction(String names, List<Takes> takes, String doc) {
    this.names = List.of(names.split(" "));
    this.takes = takes;
    this.doc = doc;
  }

  /** The name in plans, specs and SQL. */
  @JsonValue
  public String functionName() {
    return names.getFirst();
  }

  /** The name in specs and SQL, then others for the same. */
  public List<String> names() {
    return names;
  }

  /** One line of documentation. */
  public String doc() {
    return doc;
  }

  /** How many arguments it takes; {@code count} may have none, too. */
  public int arguments() {
    return takes.size();
  }

  /** How many of the arguments, the first ones, are values of rows. */
  public int rowArguments() {
    return (int) takes.stream().filter(each -> !each.isConstant()).count();
  }

  /** Whether the last argument is a share of all values, from -1 to 1. */
  public boolean takesFraction() {
    return takes.getLast() == Takes.FRACTION;
  }

  /** Whether an argument of that type is taken at that place. */
  public boolean accepts(int place, DataType type) {
    return takes.get(place).accepts(type);
  }

  /** The type of the result for arguments of which the first has that type (ignored by COUNT). */
  public DataType resultType(DataType argument) {
    return switch (this) {
      case COUNT, COUNT_DISTINCT, REGR_COUNT -> SimpleType.INT64;
      case MIN, MAX, ANY_VALUE, ARG_MIN, ARG_MAX, MODE, QUANTILE_DISC -> argument;
      case BIT_AND, BIT_OR, BIT_XOR -> argument == SimpleType.NULL ? SimpleType.INT64 : argument;
      case MIN_N, MAX_N, ARG_MIN_N, ARG_MAX_N -> new ListType(argument);
      case BOOL_AND, BOOL_OR -> SimpleType.BOOL;
      case SUM -> sumType(argument);
      case AVG -> argument instanceof DecimalType d ? averageType(d) : SimpleType.FLOAT64;
      case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> SimpleType.FLOAT64;
      case MEDIAN, QUANTILE_CONT, CORR, COVAR_POP, COVAR_SAMP -> SimpleType.FLOAT64;
      case REGR_SLOPE, REGR_INTERCEPT, REGR_R2, REGR_AVGX, REGR_AVGY -> SimpleType.FLOAT64;
      case REGR_SXX, REGR_SYY, REGR_SXY -> SimpleType.FLOAT64;
    };
  }

  private static DataType sumType(DataType argument) {
    if (argument instanceof DecimalType decimal) {
      return new DecimalType(DecimalType.MAX_PRECISION, decimal.scale());
    } else if (argument.isFloating()) {
      return SimpleType.FLOAT64;
    }
    boolean wide = argument instanceof SimpleType simple && simple.integerBits() == 64;
    return wide || argument == SimpleType.UINT32
        ? new DecimalType(DecimalType.MAX_PRECISION, 0)
        : SimpleType.INT64;
  }

  private static DataType averageType(DecimalType argument) {
    int scale = Math.min(DecimalType.MAX_PRECISION, Math.max(argument.scale(), 6));
    return new DecimalType(DecimalType.MAX_PRECISION, scale);
  }

  /** The functions of that name, in any case, each with another number of arguments. */
  public static List<AggregateFunction> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(f -> f.names.contains(lower)).toList();
  }

  /** The first function of that name, in any case. */
  public static Optional<AggregateFunction> byName(String name) {
    return named(name).stream().findFirst();
  }
}
