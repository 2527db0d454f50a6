package dev.tadashi.model.expr;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/**
 * What the user said, by name and untyped. In JSON: {@code {"col": "distance"}}, {@code {"lit":
 * 500}}, or {@code {"op": ">", "args": [...]}}.
 */
@JsonSerialize(using = ExprCodec.Writer.class)
@JsonDeserialize(using = ExprCodec.Reader.class)
public sealed interface Expr {

  /** A column by name. */
  record Column(String name) implements Expr {}

  /** A constant. */
  record Constant(Literal literal) implements Expr {}

  /** A function or operator by name. */
  record Call(String op, List<Expr> args) implements Expr {
    public Call {
      args = List.copyOf(args);
    }
  }
}
