package dev.tadashi.sql.function;

import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.function.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.checkerframework.checker.nullness.qual.Nullable;

/** All that Calcite finds by name: the registry first, then the syntax of the standard. */
public final class Operators implements SqlOperatorTable {
  /** The moment that is frozen with the task. */
  public static final SqlFunction NOW = now();

  private static final Set<SqlFunction> STANDARD =
      Set.of(
          SqlStdOperatorTable.COUNT,
          SqlStdOperatorTable.SUM,
          SqlStdOperatorTable.GROUPING,
          SqlStdOperatorTable.ROW_NUMBER,
          SqlStdOperatorTable.CAST,
          SqlStdOperatorTable.EXTRACT,
          SqlStdOperatorTable.TRIM,
          SqlStdOperatorTable.POSITION,
          SqlStdOperatorTable.CURRENT_DATE,
          SqlStdOperatorTable.CURRENT_TIMESTAMP,
          SqlStdOperatorTable.LOCALTIMESTAMP);

  private static final List<String> STANDARD_NAMES =
      List.of("count", "sum", "grouping", "extract", "trim", "position", "now");

  public static final Operators INSTANCE = new Operators();

  private final SqlOperatorTable own;
  private final SqlOperator dateTrunc =
      new RegistryFunction(ScalarFunction.DATE_TRUNC, "date_trunc");
  private final SqlOperator datePart = new RegistryFunction(ScalarFunction.DATE_PART, "date_part");
  private final Set<String> names = new TreeSet<>();

  private Operators() {
    List<SqlOperator> operators = new ArrayList<>();
    for (ScalarFunction function : ScalarFunction.values()) {
      scalar(function, operators);
    }
    aggregates(operators);
    operators.add(ArithmeticOperator.sum("+", SqlKind.PLUS, ScalarFunction.ADD));
    operators.add(ArithmeticOperator.sum("-", SqlKind.MINUS, ScalarFunction.SUBTRACT));
    operators.add(ArithmeticOperator.product("*", SqlKind.TIMES, ScalarFunction.MULTIPLY));
    operators.add(ArithmeticOperator.product("/", SqlKind.DIVIDE, ScalarFunction.DIVIDE));
    operators.add(ArithmeticOperator.product("%", SqlKind.MOD, ScalarFunction.MODULO));
    operators.add(new ConcatOperator());
    operators.add(SqlLibraryOperators.INFIX_CAST);
    operators.add(SqlLibraryOperators.TRY_CAST);
    operators.add(SqlLibraryOperators.SAFE_CAST);
    operators.add(SqlLibraryOperators.ILIKE);
    operators.add(SqlLibraryOperators.NOT_ILIKE);
    operators.add(NOW);
    this.own = SqlOperatorTables.of(operators);
    STANDARD_NAMES.forEach(names::add);
  }

  private void scalar(ScalarFunction function, List<SqlOperator> operators) {
    for (String name : function.names()) {
      boolean word = Character.isLetter(name.charAt(0));
      boolean called = function.family() == ScalarFunction.Family.FUNCTION || name.equals("mod");
      boolean syntax = function == ScalarFunction.CASE || name.equals("trim");
      if (word && called && !syntax) {
        operators.add(new RegistryFunction(function, name));
        names.add(name);
      }
    }
    if (function == ScalarFunction.TRANSLATE) {
      operators.add(new RegistryFunction(function, "translate3")); // the parser's name for it
    }
  }

  private void aggregates(List<SqlOperator> operators) {
    Set<String> all = new TreeSet<>();
    for (AggregateFunction function : AggregateFunction.values()) {
      all.addAll(function.names());
    }
    all.removeAll(Set.of("count", "sum"));
    all.forEach(name -> operators.add(aggregate(name)));
    names.addAll(all);
    names.addAll(List.of("percentile_cont", "percentile_disc"));
  }

  /** The aggregates of that name. */
  public static SqlAggFunction aggregate(String name) {
    return new RegistryAggregate(name);
  }

  private static SqlFunction now() {
    return SqlBasicFunction.create(
        "NOW",
        binding ->
            binding.getTypeFactory().createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6),
        OperandTypes.NILADIC,
        SqlFunctionCategory.TIMEDATE);
  }

  /** What EXTRACT is here. */
  public SqlOperator datePart() {
    return datePart;
  }

  /** DATE_TRUNC without the grammar's ideas of its arguments. */
  public SqlOperator dateTrunc() {
    return dateTrunc;
  }

  /** Names of all functions, for hints and lists. */
  public Set<String> names() {
    return names;
  }

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> found,
      SqlNameMatcher matcher) {
    own.lookupOperatorOverloads(name, category, syntax, found, matcher);
    List<SqlOperator> standard = new ArrayList<>();
    SqlStdOperatorTable.instance()
        .lookupOperatorOverloads(name, category, syntax, standard, matcher);
    for (SqlOperator operator : standard) {
      boolean kept = !(operator instanceof SqlFunction) || isStandard(operator);
      if (kept && found.stream().noneMatch(o -> o.getKind() == operator.getKind())) {
        found.add(operator);
      }
    }
  }

  private static boolean isStandard(SqlOperator operator) {
    return operator instanceof SqlFunction function && STANDARD.contains(function);
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    return own.getOperatorList();
  }
}
