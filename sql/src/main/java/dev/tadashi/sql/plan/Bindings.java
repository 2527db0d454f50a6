package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import dev.tadashi.sql.types.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexDynamicParam;

/** What a template left open: the parameters' values, and the moment that {@code now()} is. */
final class Bindings {
  private static final long MICROS = 1_000_000;

  private final Template template;
  private final Optional<List<Literal>> values;
  private final Instant now;

  /**
   * @param values of the parameters; empty when the query is only described, and each is null
   */
  Bindings(Template template, Optional<List<Literal>> values, Instant now) {
    this.template = template;
    this.values = values;
    this.now = now;
  }

  RexBuilder rexBuilder() {
    return template.tree().getCluster().getRexBuilder();
  }

  RowExpr parameter(RexDynamicParam param) {
    int number = template.parameters().get(param.getIndex());
    DataType type = Types.fromRel(param.getType()).orElse(SimpleType.NULL);
    if (values.isEmpty()) {
      return new RowExpr.Const(Literal.ofNull(type));
    }
    List<Literal> given = values.get();
    if (number >= given.size()) {
      throw new TadashiException(
              ErrorCode.SQL_INVALID, "parameter " + (number + 1) + " has no value")
          .at("parameter", Integer.toString(number + 1));
    }
    return new RowExpr.Const(converted(given.get(number), type, number));
  }

  private static Literal converted(Literal value, DataType type, int number) {
    try {
      return type == SimpleType.NULL ? value : Conversions.convert(value, type);
    } catch (TadashiException e) {
      throw new TadashiException(e.code(), e.detail().message(), e)
          .at("parameter", Integer.toString(number + 1));
    }
  }

  /** The moment as a value of that type. */
  RowExpr now(RelDataType type) {
    long micros =
        Math.addExact(Math.multiplyExact(now.getEpochSecond(), MICROS), now.getNano() / 1_000);
    DataType wanted = Types.fromRel(type).orElseThrow();
    String zone = wanted instanceof TimestampType timestamp ? timestamp.zone() : null;
    Literal moment = new Literal(new TimestampType(TimeUnit.US, zone), micros);
    return new RowExpr.Const(Conversions.convert(moment, wanted));
  }
}
