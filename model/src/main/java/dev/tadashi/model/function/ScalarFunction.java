package dev.tadashi.model.function;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  MODULO(
      "%,mod", 2, 2, Family.ARITHMETIC, "remainder with the sign of the first; by zero an error"),
  NEGATE("negate", 1, 1, Family.ARITHMETIC, "the number with the other sign"),
  CAST("cast", 1, 1, Family.CONVERSION, "conversion to the call's type"),
  TRY_CAST("try_cast", 1, 1, Family.CONVERSION, "conversion; null where it is not possible"),

  CASE("case", "any, any... -> own", "value after the first true condition, or the last argument"),
  COALESCE("coalesce,ifnull", "any, any... -> own", "first argument that is not null"),
  NULLIF("nullif", "any, any -> own", "null when both are equal, else the first"),
  IF("if,iif", "bool, any, any -> own", "second argument when the first is true, else the third"),
  GREATEST("greatest", "any, any... -> own", "greatest of the arguments that are not null"),
  LEAST("least", "any, any... -> own", "least of the arguments that are not null"),
  IS_DISTINCT("is_distinct_from", "any, any -> own", "not equal, with null as a value of its own"),

  ABS("abs", "number -> same", "the number without its sign"),
  SIGN("sign", "double -> double", "-1, 0 or 1"),
  CEIL("ceil,ceiling", "number -> own", "least whole number that is not less"),
  FLOOR("floor", "number -> own", "greatest whole number that is not greater"),
  ROUND("round", "number, int? -> own", "rounded to that many digits after the point"),
  TRUNC("trunc,truncate", "number, int? -> own", "cut to that many digits after the point"),
  SQRT("sqrt", "double -> double", "square root; of a negative number an error"),
  CBRT("cbrt", "double -> double", "cube root"),
  POWER("power,pow", "double, double -> double", "first to the power of the second"),
  EXP("exp", "double -> double", "e to that power"),
  LN("ln", "double -> double", "natural logarithm; of what is not positive an error"),
  LOG("log", "double, double? -> double", "logarithm to base 10, or to the base given first"),
  LOG10("log10", "double -> double", "logarithm to base 10"),
  LOG2("log2", "double -> double", "logarithm to base 2"),
  PI("pi", "-> double", "3.141592653589793"),
  SIN("sin", "double -> double", "sine of radians"),
  COS("cos", "double -> double", "cosine of radians"),
  TAN("tan", "double -> double", "tangent of radians"),
  ASIN("asin", "double -> double", "arc sine; outside -1 to 1 an error"),
  ACOS("acos", "double -> double", "arc cosine; outside -1 to 1 an error"),
  ATAN("atan", "double -> double", "arc tangent"),
  ATAN2("atan2", "double, double -> double", "angle of the point (second, first)"),
  DEGREES("degrees", "double -> double", "radians in degrees"),
  RADIANS("radians", "double -> double", "degrees in radians"),

  UPPER("upper,ucase", "text -> text", "upper case"),
  LOWER("lower,lcase", "text -> text", "lower case"),
  INITCAP("initcap", "text -> text", "each word with an upper case letter first"),
  LENGTH("length,char_length,character_length", "text -> int", "number of characters"),
  OCTET_LENGTH("octet_length,strlen", "text -> int", "number of bytes in UTF-8"),
  ASCII("ascii", "text -> int", "code point of the first character, 0 for an empty text"),
  CHR("chr", "int -> text", "character of a code point"),
  SUBSTRING("substring,substr", "text, int, int? -> text", "from a position (from 1), that long"),
  LEFT("left", "text, int -> text", "first characters; negative: all but the last"),
  RIGHT("right", "text, int -> text", "last characters; negative: all but the first"),
  TRIM("btrim,trim", "text, text? -> text", "without blanks, or those characters, at both ends"),
  LTRIM("ltrim", "text, text? -> text", "without blanks, or those characters, at the start"),
  RTRIM("rtrim", "text, text? -> text", "without blanks, or those characters, at the end"),
  REPLACE("replace", "text, text, text -> text", "every second text replaced by the third"),
  TRANSLATE("translate", "text, text, text -> text", "characters replaced one by one"),
  CONCAT("concat", "any... -> text", "all arguments as texts, one after the other; nulls left out"),
  CONCAT_WS(
      "concat_ws",
      "text, any... -> text",
      "all further arguments as texts, with the first between them; nulls left out"),
  CONCAT_TEXT("||", "text, text -> text", "both texts; null when either is null"),
  POSITION("strpos,instr", "text, text -> int", "where the second text begins, or 0"),
  STARTS_WITH("starts_with", "text, text -> bool", "whether the first begins with the second"),
  ENDS_WITH("ends_with,suffix", "text, text -> bool", "whether the first ends with the second"),
  CONTAINS("contains", "text, text -> bool", "whether the second is within the first"),
  SPLIT_PART(
      "split_part", "text, text, int -> text", "field of that number; negative: from the end"),
  LPAD("lpad", "text, int, text? -> text", "filled up, or cut, to that length, on the left"),
  RPAD("rpad", "text, int, text? -> text", "filled up, or cut, to that length, on the right"),
  REPEAT("repeat", "text, int -> text", "the text that many times"),
  REVERSE("reverse", "text -> text", "characters in reverse order"),
  ILIKE("ilike", "text, text -> bool", "as like, upper and lower case alike"),
  REGEXP_MATCHES(
      "regexp_matches,regexp_like,~",
      "text, text, text? -> bool",
      "whether a part matches the regular expression (RE2)"),
  REGEXP_REPLACE(
      "regexp_replace",
      "text, text, text, text? -> text",
      "first match replaced, all with the flag 'g'; \\1 is a group"),
  REGEXP_EXTRACT(
      "regexp_extract,regexp_substr",
      "text, text, int? -> text",
      "first match, or its group; empty when there is none"),

  DATE_PART("date_part,datepart", "text, temporal -> own", "a field: year, month, dow, epoch, ..."),
  DATE_TRUNC("date_trunc", "text, timestamp -> own", "start of the unit: hour, day, month, ..."),
  DATE_DIFF("date_diff,datediff", "text, timestamp, timestamp -> int", "unit borders between both"),
  ADD_DAYS("add_days", "date, int -> date", "the date that many days later"),
  DAYS_BETWEEN("days_between", "date, date -> int", "days from the second date to the first"),
  ADD_MONTHS("add_months", "timestamp, int -> own", "that many months later, at most its last day"),
  ADD_MICROS("add_micros", "timestamp, int -> own", "that many microseconds later"),
  MAKE_DATE("make_date", "int, int, int -> date", "date of year, month and day"),
  LAST_DAY("last_day", "timestamp -> date", "last day of the month"),
  TO_CHAR(
      "to_char", "timestamp, text -> text", "written by a template: YYYY-MM-DD HH24:MI:SS, ...");

  /** Which typing rule applies. */
  public enum Family {
    COMPARISON,
    BOOLEAN,
    MEMBERSHIP,
    NULLNESS,
    TEXT,
    ARITHMETIC,
    CONVERSION,
    /** By its {@link Signature}. */
    FUNCTION
  }

  private static final Map<String, ScalarFunction> BY_NAME = new HashMap<>();

  static {
    for (ScalarFunction function : values()) {
      function.names.forEach(name -> BY_NAME.put(name, function));
    }
    BY_NAME.put("==", EQ);
    BY_NAME.put("!=", NE);
  }

  private final List<String> names;
  private final int minArgs;
  private final int maxArgs;
  private final Family family;
  private final Optional<Signature> signature;
  private final String doc;

  ScalarFunction(String names, int minArgs, int maxArgs, Family family, String doc) {
    this.names = List.of(names.split(","));
    this.minArgs = minArgs;
    this.maxArgs = maxArgs;
    this.family = family;
    this.signature = Optional.empty();
    this.doc = doc;
  }

  ScalarFunction(String names, String signature, String doc) {
    Signature parsed = Signature.parse(signature);
    this.names = List.of(names.split(","));
    this.minArgs = parsed.required();
    this.maxArgs = parsed.most();
    this.family = Family.FUNCTION;
    this.signature = Optional.of(parsed);
    this.doc = doc;
  }

  /** The name used in expressions. */
  @JsonValue
  public String symbol() {
    return names.getFirst();
  }

  /** The name used in expressions, then others for the same. */
  public List<String> names() {
    return names;
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

  /** What a function of {@link Family#FUNCTION} takes and gives. */
  public Optional<Signature> signature() {
    return signature;
  }

  /** One line of documentation. */
  public String doc() {
    return doc;
  }

  /** The function of that name, in any case; {@code ==} and {@code !=} are accepted too. */
  public static Optional<ScalarFunction> bySymbol(String symbol) {
    return Optional.ofNullable(BY_NAME.get(symbol.toLowerCase(Locale.ROOT)));
  }
}
