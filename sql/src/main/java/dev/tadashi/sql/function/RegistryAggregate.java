package dev.tadashi.sql.function;

import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.sql.types.Types;
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

/** An aggregate of the model's registry, under one of its names. */
public final class RegistryAggregate extends SqlAggFunction {
  private final AggregateFunction function;

  RegistryAggregate(AggregateFunction function, String name) {
    super(
        name.toUpperCase(Locale.ROOT),
        null,
        SqlKind.OTHER_FUNCTION,
        binding -> result(function, binding).orElseThrow(),
        InferTypes.FIRST_KNOWN,
        new ResultChecker(
            binding -> result(function, binding),
            SqlOperandCountRanges.of(1),
            called -> called.toLowerCase(Locale.ROOT) + "(...)"),
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        false,
        Optionality.FORBIDDEN);
    this.function = function;
  }

  /** What it is to the model. */
  public AggregateFunction function() {
    return function;
  }

  private static Optional<RelDataType> result(
      AggregateFunction function, SqlOperatorBinding binding) {
    Optional<DataType> argument = Types.fromRel(binding.getOperandType(0));
    return argument
        .filter(function::accepts)
        .map(type -> Types.toRel(function.resultType(type), binding.getTypeFactory()));
  }
}
