package dev.tadashi.sql.plan;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.parse.Dialect;
import dev.tadashi.sql.parse.Parsed;
import dev.tadashi.sql.types.StrictCoercion;
import dev.tadashi.sql.types.TypeSystem;
import dev.tadashi.sql.types.Types;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCostImpl;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;

/** Validates a query and turns it into a relational tree with its filters pushed down. */
public final class QueryPlanner {
  /** Calcite's simplifications may move conditions past those that guard them. */
  private static final RelBuilderFactory BUILDERS =
      RelBuilder.proto(Contexts.of(RelBuilder.Config.DEFAULT.withSimplify(false)));

  private static final HepProgram RULES =
      new HepProgramBuilder()
          .addRuleInstance(
              CoreRules.FILTER_PROJECT_TRANSPOSE.config.withRelBuilderFactory(BUILDERS).toRule())
          .addRuleInstance(
              CoreRules.FILTER_AGGREGATE_TRANSPOSE.config.withRelBuilderFactory(BUILDERS).toRule())
          .addRuleInstance(
              CoreRules.FILTER_PROJECT_TRANSPOSE.config.withRelBuilderFactory(BUILDERS).toRule())
          .addRuleInstance(
              CoreRules.FILTER_SET_OP_TRANSPOSE.config.withRelBuilderFactory(BUILDERS).toRule())
          .addRuleInstance(CoreRules.FILTER_MERGE.config.withRelBuilderFactory(BUILDERS).toRule())
          .addRuleInstance(CoreRules.PROJECT_MERGE.config.withRelBuilderFactory(BUILDERS).toRule())
          .addRuleInstance(CoreRules.PROJECT_REMOVE)
          .build();

  private static final SqlToRelConverter.Config TO_REL =
      SqlToRelConverter.config()
          .withExpand(false)
          .withTrimUnusedFields(false)
          .withInSubQueryThreshold(Integer.MAX_VALUE)
          .withRemoveSortInSubQuery(true)
          .withRelBuilderFactory(BUILDERS)
          .withRelBuilderConfigTransform(config -> config.withSimplify(false));

  private static final SqlValidator.Config VALIDATION =
      SqlValidator.Config.DEFAULT
          .withConformance(Dialect.INSTANCE)
          .withDefaultNullCollation(NullCollation.HIGH)
          .withIdentifierExpansion(true)
          .withTypeCoercionEnabled(true)
          .withTypeCoercionFactory(StrictCoercion::new);

  private QueryPlanner() {}

  /** The template of a query; what is wrong with it comes as Calcite's exceptions. */
  public static Template plan(Parsed.Query query) {
    TypeFactory types = new TypeFactory();
    CalciteCatalogReader reader = QueryCatalog.reader(query.relations(), types);
    SqlValidator validator = new QueryValidator(reader, types, VALIDATION);
    SqlNode valid = validator.validate(query.tree());
    TypeChecks.check(valid, validator);
    List<String> names = validator.getValidatedNodeType(valid).getFieldNames();
    RelOptCluster cluster =
        RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), new RexBuilder(types));
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (row, sql, path, view) -> {
              throw new IllegalStateException("views are in place already");
            },
            validator,
            reader,
            cluster,
            Convertlets.INSTANCE,
            TO_REL);
    RelRoot root = converter.convertQuery(valid, false, true);
    RelNode tree =
        SubqueryTrees.rewritten(
            pushedDown(root.project()),
            subquery -> {
              SubqueryTrees.requireUncorrelated(subquery, valid);
              return pushedDown(subquery);
            });
    return new Template(
        tree,
        names,
        query.relations(),
        query.parameters(),
        parameterTypes(query.parameters(), validator.getParameterRowType(valid)));
  }

  private static RelNode pushedDown(RelNode tree) {
    HepPlanner planner =
        new HepPlanner(RULES, Contexts.empty(), true, null, RelOptCostImpl.FACTORY);
    planner.setRoot(tree);
    return GroupingSets.expanded(planner.findBestExp());
  }

  /** A parameter's type is that of its first place. */
  private static List<DataType> parameterTypes(List<Integer> numbers, RelDataType row) {
    int count = numbers.stream().mapToInt(number -> number + 1).max().orElse(0);
    List<DataType> types = new ArrayList<>(Collections.nCopies(count, SimpleType.NULL));
    for (int i = numbers.size() - 1; i >= 0; i--) {
      RelDataTypeField field = row.getFieldList().get(i);
      types.set(numbers.get(i), Types.fromRel(field.getType()).orElse(SimpleType.NULL));
    }
    return types;
  }

  private static final class TypeFactory extends JavaTypeFactoryImpl {
    TypeFactory() {
      super(new TypeSystem());
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8;
    }
  }
}
