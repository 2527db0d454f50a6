package dev.tadashi.model.spec;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Expr;
import dev.tadashi.model.expr.ExprResolver;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.AggregateCalls;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns an aggregation spec into a plan over a table of that schema. */
public final class SpecPlanner {
  /** More keys, aggregates or order items than this are refused. */
  static final int MAX_ITEMS = 2_000;

  private final AggregateSpec spec;
  private final ExprResolver resolver;

  private SpecPlanner(AggregateSpec spec, Schema table) {
    this.spec = spec;
    this.resolver = new ExprResolver(table);
  }

  /** The plan; a name or type that does not fit the schema is an error that names it. */
  public static Plan plan(AggregateSpec spec, TableName table, Schema schema) {
    return new SpecPlanner(spec, schema).plan(table, schema);
  }

  private Plan plan(TableName table, Schema schema) {
    List<Named> keys = orEmpty(spec.by(), "by").stream().map(this::key).toList();
    List<AggregateCall> calls =
        orEmpty(spec.aggregates(), "aggregates").stream().map(this::aggregate).toList();
    if (keys.isEmpty() && calls.isEmpty()) {
      throw new TadashiException(
              ErrorCode.EMPTY_AGGREGATION, "neither 'by' nor 'aggregates' names anything")
          .hint("give at least one key or one aggregate");
    }
    @Nullable RowExpr where =
        spec.where() == null ? null : resolver.resolvePredicate(spec.where(), "where");
    Plan.Aggregate aggregate = prune(table, schema, where, keys, calls);
    checkNames(aggregate.schema());
    List<RowStep> after = after(aggregate.schema());
    return after.isEmpty() ? aggregate : new Plan.Steps(aggregate, after);
  }

  /** Reads only the columns that something refers to, and points the references at them. */
  private static Plan.Aggregate prune(
      TableName table,
      Schema schema,
      @Nullable RowExpr where,
      List<Named> keys,
      List<AggregateCall> calls) {
    ColumnPruner pruner = new ColumnPruner(schema);
    @Nullable RowExpr predicate = where == null ? null : pruner.keep(where);
    List<Named> prunedKeys =
        keys.stream().map(key -> new Named(key.name(), pruner.keep(key.expr()))).toList();
    List<AggregateCall> prunedCalls = calls.stream().map(pruner::keep).toList();
    Plan scan = new Plan.Scan(table, pruner.columns());
    Plan input =
        predicate == null ? scan : new Plan.Steps(scan, List.of(new RowStep.Filter(predicate)));
    return new Plan.Aggregate(input, prunedKeys, prunedCalls);
  }

  private Named key(KeyItem item) {
    RowExpr expr = resolver.resolve(item.expr());
    if (expr.type() == SimpleType.NULL) {
      throw new TadashiException(ErrorCode.TYPE_MISMATCH, "a key cannot be the null constant")
          .at("field", "by");
    }
    return new Named(keyName(item), expr);
  }

  private static String keyName(KeyItem item) {
    if (item.as() != null) {
      return item.as();
    } else if (item.expr() instanceof Expr.Column(String name)) {
      return name;
    }
    throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "a computed key needs a name in 'as'")
        .at("field", "by");
  }

  private AggregateCall aggregate(AggregateItem item) {
    if (item.fn() == null) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "an aggregate needs 'fn'")
          .at("field", "aggregates");
    }
    List<Expr> arguments = arguments(item);
    @Nullable RowExpr where =
        item.where() == null
            ? null
            : resolver.resolvePredicate(item.where(), "where of an aggregate");
    boolean distinct = Boolean.TRUE.equals(item.distinct());
    boolean count = item.fn().equalsIgnoreCase(AggregateFunction.COUNT.functionName());
    if (count && arguments.isEmpty() && !distinct) {
      return AggregateCalls.countRows(where, item.as() == null ? "count" : item.as());
    }
    AggregateFunction function = AggregateCalls.function(item.fn(), arguments.size());
    List<RowExpr> exprs = arguments.stream().map(resolver::resolve).toList();
    String name = item.as() == null ? defaultName(function, item) : item.as();
    return AggregateCalls.call(function, exprs, distinct, where, name);
  }

  private static List<Expr> arguments(AggregateItem item) {
    List<Expr> arguments = new ArrayList<>();
    int given = 0;
    if (item.column() != null) {
      arguments.add(new Expr.Column(item.column()));
      given++;
    }
    if (item.expr() != null) {
      arguments.add(item.expr());
      given++;
    }
    if (item.args() != null) {
      arguments.addAll(orEmpty(item.args(), "args"));
      given++;
    }
    if (given > 1) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "an aggregate takes 'column' or 'expr', not both, or 'args' alone")
          .at("fn", item.fn());
    }
    return arguments;
  }

  private static String defaultName(AggregateFunction function, AggregateItem item) {
    return item.column() == null
        ? function.functionName()
        : function.functionName() + "_" + item.column();
  }

  private static void checkNames(Schema schema) {
    Set<String> seen = new HashSet<>();
    schema
        .fields()
        .forEach(field -> {
          if (!seen.add(field.name())) {
            throw new TadashiException(
                    ErrorCode.INVALID_ARGUMENT,
                    "two output columns are named '" + field.name() + "'")
                .at("column", field.name())
                .hint("give one of them another name with 'as'");
          }
        });
  }

  private List<RowStep> after(Schema output) {
    List<RowStep> steps = new ArrayList<>();
    if (spec.having() != null) {
      RowExpr having = new ExprResolver(output).resolvePredicate(spec.having(), "having");
      steps.add(new RowStep.Filter(having));
    }
    List<OrderItem> order = orEmpty(spec.orderBy(), "order_by");
    if (!order.isEmpty()) {
      steps.add(
          RowStep.Sort.of(order.stream().map(item -> sortKey(item, output)).toList(), output));
    }
    if (spec.limit() != null || spec.offset() != null) {
      long offset = spec.offset() == null ? 0 : spec.offset();
      steps.add(new RowStep.Limit(notNegative(offset, "offset"), limit()));
    }
    return steps;
  }

  private @Nullable Long limit() {
    return spec.limit() == null ? null : Long.valueOf(notNegative(spec.limit(), "limit"));
  }

  private static SortKey sortKey(OrderItem item, Schema output) {
    if (item.by() == null) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "an order item needs 'by'")
          .at("field", "order_by");
    }
    boolean descending = Boolean.TRUE.equals(item.desc());
    boolean nullsFirst =
        switch (item.nulls()) {
          case null -> descending;
          case "first" -> true;
          case "last" -> false;
          default ->
              throw new TadashiException(
                      ErrorCode.INVALID_ARGUMENT, "'nulls' is \"first\" or \"last\"")
                  .at("field", "order_by");
        };
    return new SortKey(output.require(item.by()), descending, nullsFirst);
  }

  private static long notNegative(long value, String field) {
    if (value < 0) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'" + field + "' is negative")
          .at("field", field);
    }
    return value;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list, String field) {
    if (list == null) {
      return List.of();
    }
    if (list.size() > MAX_ITEMS || list.contains(null)) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "'" + field + "' is a list of at most " + MAX_ITEMS + " items, none of them null")
          .at("field", field);
    }
    return list;
  }
}
