package dev.tadashi.model.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of an aggregation.
 *
 * @param argument over the input's row; null for {@code count(*)}
 * @param others further arguments, for functions of several; the constants among them are last
 * @param distinct whether each different value counts once
 * @param name of the output column
 * @param type of the output column
 */
public record AggregateCall(
    AggregateFunction function,
    @Nullable RowExpr argument,
    List<RowExpr> others,
    boolean distinct,
    String name,
    DataType type) {
  @JsonCreator
  public AggregateCall(
      AggregateFunction function,
      @Nullable RowExpr argument,
      @Nullable List<RowExpr> others,
      boolean distinct,
      String name,
      DataType type) {
    this.function = function;
    this.argument = argument;
    this.others = others == null ? List.of() : List.copyOf(others);
    this.distinct = distinct;
    this.name = name;
    this.type = type;
  }

  /** A call of at most one argument. */
  public AggregateCall(
      AggregateFunction function, @Nullable RowExpr argument, String name, DataType type) {
    this(function, argument, List.of(), false, name, type);
  }

  /** The arguments that have a value in each row; none for {@code count(*)}. */
  public List<RowExpr> rowArguments() {
    List<RowExpr> arguments = new ArrayList<>();
    if (argument != null) {
      arguments.add(argument);
      arguments.addAll(others.subList(0, function.rowArguments() - 1));
    }
    return arguments;
  }

  /** The constant that is the last argument, of functions that take one. */
  public Literal constant() {
    if (others.getLast() instanceof RowExpr.Const(Literal literal)) {
      return literal;
    }
    throw new IllegalStateException("no constant: " + this);
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
            distinct,
            name,
            type);
  }
}
