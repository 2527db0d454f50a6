package dev.tadashi.model.function;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Aggregate functions: names, argument rule, result type and what they do. Nulls are left out. */
public enum AggregateFunction {
  COUNT(List.of("count"), Takes.ANY, "rows whose argument is not null; without one, all rows"),
  COUNT_DISTINCT(List.of("count_distinct"), Takes.ANY, "different values"),
  SUM(List.of("sum"), Takes.NUMBER, "sum; null for no values; overflow is an error"),
  AVG(List.of("avg", "mean"), Takes.NUMBER, "exact sum divided by the count; null for no values"),
  MIN(List.of("min"), Takes.ORDERED, "least value; null for no values"),
  MAX(List.of("max"), Takes.ORDERED, "greatest value (NaN is greatest); null for no values"),
  VAR_POP(List.of("var_pop"), Takes.NUMBER, "population variance; null for no values"),
  VAR_SAMP(List.of("var_samp", "variance"), Takes.NUMBER, "sample variance; null below two values"),
  STDDEV_POP(List.of("stddev_pop"), Takes.NUMBER, "root of the population variance"),
  STDDEV_SAMP(List.of("stddev_samp", "stddev"), Takes.NUMBER, "root of the sample variance"),
  ANY_VALUE(List.of("any_value", "arbitrary"), Takes.ORDERED, "some value; null for none"),
  BOOL_AND(List.of("bool_and", "every"), Takes.CONDITION, "whether all are true; null for none"),
  BOOL_OR(List.of("bool_or"), Takes.CONDITION, "whether one is true; null for none"),
  MEDIAN(List.of("median"), Takes.NUMBER, "middle value, or the mean of the two; null for none"),
  CORR(List.of("corr"), Takes.NUMBER, "correlation of two numbers; null when one never differs");

  private enum Takes {
    ANY,
    NUMBER,
    ORDERED,
    CONDITION
  }

  private final List<String> names;
  private final Takes takes;
  private final String doc;

  AggregateFunction(List<String> names, Takes takes, String doc) {
    this.names = names;
    this.takes = takes;
    this.doc = doc;
  }

  /** The name used in specs and SQL. */
  @JsonValue
  public String functionName() {
    return names.getFirst();
  }

  /** The name used in specs and SQL, then others for the same. */
  public List<String> names() {
    return names;
  }

  /** One line of documentation. */
  public String doc() {
    return doc;
  }

  /** How many arguments it takes; {@code count} may have none, too. */
  public int arguments() {
    return this == CORR ? 2 : 1;
  }

  /** Whether an argument of that type is taken. */
  public boolean accepts(DataType type) {
    return switch (takes) {
      case ANY -> true;
      case NUMBER -> type.isNumeric() || type == SimpleType.NULL;
      case CONDITION -> type == SimpleType.BOOL || type == SimpleType.NULL;
      case ORDERED -> !(type instanceof dev.tadashi.model.type.ListType);
    };
  }

  /** The type of the result for an argument of that type (ignored by COUNT). */
  public DataType resultType(DataType argument) {
    return switch (this) {
      case COUNT, COUNT_DISTINCT -> SimpleType.INT64;
      case MIN, MAX, ANY_VALUE -> argument;
      case BOOL_AND, BOOL_OR -> SimpleType.BOOL;
      case SUM -> sumType(argument);
      case AVG -> argument instanceof DecimalType d ? averageType(d) : SimpleType.FLOAT64;
      case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP, MEDIAN, CORR -> SimpleType.FLOAT64;
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

  /** The function of that name, in any case. */
  public static Optional<AggregateFunction> byName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(f -> f.names.contains(lower)).findFirst();
  }
}
