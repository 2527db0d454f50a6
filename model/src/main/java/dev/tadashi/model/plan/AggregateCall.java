package dev.tadashi.model.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of an aggregation.
 *
 * @param argument over the input's row; null for {@code count(*)}
 * @param others further arguments, for functions of several
 * @param name of the output column
 * @param type of the output column
 */
public record AggregateCall(
    AggregateFunction function,
    @Nullable RowExpr argument,
    List<RowExpr> others,
    String name,
    DataType type) {
  @JsonCreator
  public AggregateCall(
      AggregateFunction function,
      @Nullable RowExpr argument,
      @Nullable List<RowExpr> others,
      String name,
      DataType type) {
    this.function = function;
    this.argument = argument;
    this.others = others == null ? List.of() : List.copyOf(others);
    this.name = name;
    this.type = type;
  }

  /** A call of at most one argument. */
  public AggregateCall(
      AggregateFunction function, @Nullable RowExpr argument, String name, DataType type) {
    this(function, argument, List.of(), name, type);
  }

  /** The call with something else in the place of each column. */
  public AggregateCall mapRefs(Function<RowExpr.Ref, RowExpr> replacement) {
    return mapExprs(expr -> expr.mapRefs(replacement));
  }

  /** The call with other arguments. */
  public AggregateCall mapExprs(UnaryOperator<RowExpr> replacement) {
    return argument == null
        ? this
        : new AggregateCall(
            function,
            replacement.apply(argument),
            others.stream().map(replacement).toList(),
            name,
            type);
  }
}
