package dev.tadashi.sql.function;

import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.sql.types.Types;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.util.Optionality;

/**
 * Aggregates of the model's registry under one name; they differ in how many arguments they take.
 */
public final class RegistryAggregate extends SqlAggFunction {
  private final List<AggregateFunction> functions;

  RegistryAggregate(String name) {
    this(name, AggregateFunction.named(name));
  }

  private RegistryAggregate(String name, List<AggregateFunction> functions) {
    super(
        name.toUpperCase(Locale.ROOT),
        null,
        SqlKind.OTHER_FUNCTION,
        binding -> result(functions, binding).orElseThrow(),
        InferTypes.FIRST_KNOWN,
        new ResultChecker(
            binding -> result(functions, binding),
            SqlOperandCountRanges.between(
                functions.stream().mapToInt(AggregateFunction::arguments).min().orElseThrow(),
                functions.stream().mapToInt(AggregateFunction::arguments).max().orElseThrow()),
            called -> called.toLowerCase(Locale.ROOT) + "(...)"),
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        false,
        Optionality.FORBIDDEN);
    this.functions = functions;
  }

  /** What a call of so many arguments is to the model. */
  public AggregateFunction function(int arguments) {
    return functions.stream().filter(f -> f.arguments() == arguments).findFirst().orElseThrow();
  }

  private static Optional<RelDataType> result(
      List<AggregateFunction> functions, SqlOperatorBinding binding) {
    return functions.stream()
        .filter(function -> function.arguments() == binding.getOperandCount())
        .findFirst()
        .flatMap(function -> result(function, binding));
  }

  private static Optional<RelDataType> result(
      AggregateFunction function, SqlOperatorBinding binding) {
    for (int place = 0; place < function.arguments(); place++) {
      Optional<DataType> type = Types.fromRel(binding.getOperandType(place));
      if (type.isEmpty() || !function.accepts(place, type.get())) {
        return Optional.empty();
      }
    }
    return Types.fromRel(binding.getOperandType(0))
        .map(type -> Types.toRel(function.resultType(type), binding.getTypeFactory()));
  }
}
