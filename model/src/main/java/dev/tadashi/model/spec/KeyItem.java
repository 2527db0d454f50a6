package dev.tadashi.model.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tadashi.model.expr.Expr;
import org.jspecify.annotations.Nullable;

/** A grouping key: a column's name alone, or {@code {"expr": ..., "as": name}}. */
public record KeyItem(Expr expr, @Nullable String as) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static KeyItem ofColumn(String column) {
    return new KeyItem(new Expr.Column(column), null);
  }

  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  static KeyItem of(
      @JsonProperty(value = "expr", required = true) Expr expr,
      @JsonProperty("as") @Nullable String as) {
    return new KeyItem(expr, as);
  }
}
