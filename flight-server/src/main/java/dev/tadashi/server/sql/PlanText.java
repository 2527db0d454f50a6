package dev.tadashi.server.sql;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A plan as indented lines: what is done last comes first, its input below it. */
final class PlanText {
  private static final int INDENT = 2;

  private final List<String> lines = new ArrayList<>();

  private PlanText() {}

  static List<String> of(Plan plan) {
    PlanText text = new PlanText();
    text.write(plan, 0);
    return text.lines;
  }

  private void line(int depth, String text) {
    lines.add(" ".repeat(depth * INDENT) + text);
  }

  private void write(Plan plan, int depth) {
    switch (plan) {
      case Plan.Scan(var table, List<Field> columns) ->
          line(depth, "Scan " + table + " " + names(columns));
      case Plan.Load(var table, List<Field> columns) ->
          line(depth, "Load " + table + " " + names(columns));
      case Plan.Values values -> line(depth, "Values rows=" + values.rows().size());
      case Plan.Steps(Plan input, List<RowStep> steps) -> write(input, steps, depth);
      case Plan.Given given -> {
        for (int i = 0; i < given.subqueries().size(); i++) {
          Plan.Subquery subquery = given.subqueries().get(i);
          line(depth, "Subquery " + (i + 1) + (subquery.many() ? " (values)" : " (value)"));
          write(subquery.plan(), depth + 1);
        }
        write(given.body(), depth);
      }
      case Plan.Union union -> {
        line(depth, "Union");
        union.inputs().forEach(input -> write(input, depth + 1));
      }
      case Plan.Aggregate aggregate -> {
        Schema input = aggregate.input().schema();
        line(depth, "Aggregate " + keys(aggregate, input) + " " + calls(aggregate, input));
        write(aggregate.input(), depth + 1);
      }
    }
  }

  private void write(Plan input, List<RowStep> steps, int depth) {
    List<Schema> inputs = new ArrayList<>(List.of(input.schema()));
    steps.forEach(step -> inputs.add(step.output(inputs.getLast())));
    for (int i = steps.size() - 1; i >= 0; i--) {
      line(depth + steps.size() - 1 - i, step(steps.get(i), inputs.get(i)));
    }
    write(input, depth + steps.size());
  }

  private static String step(RowStep step, Schema input) {
    return switch (step) {
      case RowStep.Filter filter -> "Filter " + expr(filter.predicate(), input);
      case RowStep.Project project -> "Project " + named(project.columns(), input);
      case RowStep.Expand expand ->
          "Expand "
              + expand.rows().stream()
                  .map(row -> named(row.columns(), input))
                  .collect(Collectors.joining(", "));
      case RowStep.Sort sort -> "Sort " + sortKeys(sort.keys(), input);
      case RowStep.Limit limit ->
          "Limit "
              + (limit.count() == null ? "all" : limit.count())
              + (limit.offset() == 0 ? "" : " offset " + limit.offset());
      case RowStep.Pack pack -> "Pack rows in the order of " + sortKeys(pack.order(), input);
      case RowStep.Unpack unpack ->
          "Unpack rows " + names(unpack.fields()) + ", their number as " + unpack.number();
      case RowStep.Repeat repeat -> "Repeat rows " + input.field(repeat.times()).name() + " times";
    };
  }

  private static String sortKeys(List<SortKey> keys, Schema input) {
    return keys.stream().map(key -> sortKey(key, input)).collect(Collectors.joining(", "));
  }

  private static String sortKey(SortKey key, Schema input) {
    return input.field(key.column()).name()
        + (key.descending() ? " desc" : "")
        + (key.nullsFirst() ? " nulls first" : " nulls last");
  }

  private static String names(List<Field> columns) {
    return columns.stream().map(Field::name).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String keys(Plan.Aggregate aggregate, Schema input) {
    return "by=" + named(aggregate.keys(), input);
  }

  private static String calls(Plan.Aggregate aggregate, Schema input) {
    return aggregate.aggregates().stream()
        .map(call -> call(call, input))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String call(AggregateCall call, Schema input) {
    List<RowExpr> all = new ArrayList<>(call.others());
    if (call.argument() != null) {
      all.addFirst(call.argument());
    }
    String arguments =
        all.stream().map(each -> expr(each, input)).collect(Collectors.joining(", "));
    String distinct = call.distinct() ? "distinct " : "";
    return call.function().functionName()
        + "("
        + distinct
        + (all.isEmpty() ? "*" : arguments)
        + ") as "
        + call.name();
  }

  private static String named(List<Named> columns, Schema input) {
    return columns.stream()
        .map(column -> named(column, input))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String named(Named column, Schema input) {
    String text = expr(column.expr(), input);
    return text.equals(column.name()) ? text : text + " as " + column.name();
  }

  private static String expr(RowExpr expr, Schema input) {
    return switch (expr) {
      case RowExpr.Ref ref -> input.field(ref.index()).name();
      case RowExpr.Const constant -> constant(constant.literal());
      case RowExpr.Answer answer ->
          "subquery "
              + (answer.subquery() + 1)
              + (answer.column() == 0 ? "" : "." + (answer.column() + 1));
      case RowExpr.Some some ->
          "some row of subquery " + (some.subquery() + 1) + " has " + expr(some.condition(), input);
      case RowExpr.Call call -> call(call, input);
    };
  }

  private static String constant(Literal literal) {
    String text = literal.toString();
    String value = text.substring(0, text.lastIndexOf(':'));
    boolean quoted =
        !literal.isNull() && !literal.type().isNumeric() && literal.type() != SimpleType.BOOL;
    return quoted ? "'" + value.replace("'", "''") + "'" : value;
  }

  private static String call(RowExpr.Call call, Schema input) {
    List<String> args = call.args().stream().map(arg -> expr(arg, input)).toList();
    String symbol = call.function().symbol();
    boolean infix = args.size() >= 2 && !Character.isLetter(symbol.charAt(0));
    boolean word = symbol.equals("and") || symbol.equals("or") || symbol.equals("like");
    if (infix || word) {
      return String.join(" " + symbol + " ", args).transform(text -> "(" + text + ")");
    }
    String list = String.join(", ", args);
    boolean cast = symbol.equals("cast") || symbol.equals("try_cast");
    return symbol + "(" + list + (cast ? " as " + call.type().text() : "") + ")";
  }
}
