package dev.tadashi.model.function;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** Scalar functions: the name in expressions, how many arguments, and what it does. */
public enum ScalarFunction {
  EQ("=", 2, 2, Family.COMPARISON, "equal; null when either is null"),
  NE("<>", 2, 2, Family.COMPARISON, "not equal"),
  LT("<", 2, 2, Family.COMPARISON, "less than"),
  LE("<=", 2, 2, Family.COMPARISON, "less than or equal"),
  GT(">", 2, 2, Family.COMPARISON, "greater than"),
  GE(">=", 2, 2, Family.COMPARISON, "greater than or equal"),
  AND("and", 2, 1000, Family.BOOLEAN, "three-valued and"),
  OR("or", 2, 1000, Family.BOOLEAN, "three-valued or"),
  NOT("not", 1, 1, Family.BOOLEAN, "three-valued not"),
  IN("in", 2, 10_000, Family.MEMBERSHIP, "the first argument equals one of the constants after it"),
  BETWEEN("between", 3, 3, Family.MEMBERSHIP, "low <= value and value <= high"),
  IS_NULL("is_null", 1, 1, Family.NULLNESS, "true for null, never null itself"),
  IS_NOT_NULL("is_not_null", 1, 1, Family.NULLNESS, "false for null, never null itself"),
  LIKE("like", 2, 2, Family.TEXT, "% matches any text, _ any one character, \\ escapes"),
  ADD("+", 2, 2, Family.ARITHMETIC, "sum; overflow is an error"),
  SUBTRACT("-", 2, 2, Family.ARITHMETIC, "difference; overflow is an error"),
  MULTIPLY("*", 2, 2, Family.ARITHMETIC, "product; overflow is an error"),
  DIVIDE("/", 2, 2, Family.ARITHMETIC, "quotient; of integers truncated; by zero an error"),
  MODULO("%", 2, 2, Family.ARITHMETIC, "remainder with the sign of the first; by zero an error"),
  NEGATE("negate", 1, 1, Family.ARITHMETIC, "the number with the other sign"),
  CAST("cast", 1, 1, Family.CONVERSION, "conversion to the call's type");

  /** Which typing rule applies. */
  public enum Family {
    COMPARISON,
    BOOLEAN,
    MEMBERSHIP,
    NULLNESS,
    TEXT,
    ARITHMETIC,
    CONVERSION
  }

  private final String symbol;
  private final int minArgs;
  private final int maxArgs;
  private final Family family;
  private final String doc;

  ScalarFunction(String symbol, int minArgs, int maxArgs, Family family, String doc) {
    this.symbol = symbol;
    this.minArgs = minArgs;
    this.maxArgs = maxArgs;
    this.family = family;
    this.doc = doc;
  }

  /** The name used in expressions. */
  @JsonValue
  public String symbol() {
    return symbol;
  }

  public int minArgs() {
    return minArgs;
  }

  public int maxArgs() {
    return maxArgs;
  }

  public Family family() {
    return family;
  }

  /** One line of documentation. */
  public String doc() {
    return doc;
  }

  /** The function of that name; {@code ==} and {@code !=} are accepted too. */
  public static Optional<ScalarFunction> bySymbol(String symbol) {
    String name =
        switch (symbol) {
          case "==" -> "=";
          case "!=" -> "<>";
          default -> symbol.toLowerCase(java.util.Locale.ROOT);
        };
    return Arrays.stream(values()).filter(f -> f.symbol.equals(name)).findFirst();
  }
}
