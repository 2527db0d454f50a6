package dev.tadashi.model.expr;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import java.util.function.Function;

/** What the engine runs: typed, columns by position in the input's schema. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RowExpr.Ref.class, name = "ref"),
  @JsonSubTypes.Type(value = RowExpr.Const.class, name = "const"),
  @JsonSubTypes.Type(value = RowExpr.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = RowExpr.Some.class, name = "some"),
  @JsonSubTypes.Type(value = RowExpr.Call.class, name = "call")
})
public sealed interface RowExpr {
  DataType type();

  /** The expression with something else in the place of each column. */
  default RowExpr mapRefs(Function<Ref, RowExpr> replacement) {
    return switch (this) {
      case Ref ref -> replacement.apply(ref);
      case Const constant -> constant;
      case Answer answer -> answer;
      case Some(int subquery, RowExpr condition) ->
          new Some(subquery, condition.mapRefs(replacement));
      case Call(ScalarFunction function, List<RowExpr> args, DataType type) ->
          new Call(function, args.stream().map(arg -> arg.mapRefs(replacement)).toList(), type);
    };
  }

  /** The input's column at {@code index}. */
  record Ref(int index, DataType type) implements RowExpr {}

  /** A constant. */
  record Const(Literal literal) implements RowExpr {
    @Override
    public DataType type() {
      return literal.type();
    }
  }

  /**
   * The value of a plan's subquery, which takes its place before anything is run; inside {@link
   * Some} a column of one of its rows.
   */
  record Answer(int subquery, int column, DataType type) implements RowExpr {}

  /** Whether the condition is true for some row of a subquery's answer; null when that is open. */
  record Some(int subquery, RowExpr condition) implements RowExpr {
    @Override
    public DataType type() {
      return SimpleType.BOOL;
    }
  }

  /**
   * A function on arguments whose types are exactly those its kernel takes: the resolver has put in
   * every {@link ScalarFunction#CAST}, whose target is {@code type}.
   */
  record Call(ScalarFunction function, List<RowExpr> args, DataType type) implements RowExpr {
    public Call {
      args = List.copyOf(args);
    }
  }
}
