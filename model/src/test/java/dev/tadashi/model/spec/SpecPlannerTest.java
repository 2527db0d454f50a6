package dev.tadashi.model.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecPlannerTest {
  private static final TableName TABLE = new TableName("s", "t");
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.of("carrier", SimpleType.VARCHAR),
              Field.of("delay", SimpleType.INT32),
              Field.of("distance", SimpleType.INT64),
              Field.of("fare", DataType.parse("decimal(10,2)")),
              Field.of("day", SimpleType.DATE),
              Field.of("speed", SimpleType.FLOAT64)));

  private static Plan plan(String json) {
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return SpecPlanner.plan(Json.read(body, AggregateSpec.class), TABLE, SCHEMA);
  }

  @Test
  void onlyTheColumnsThatAreUsedAreRead() {
    Plan plan =
        plan("{'table':'t','by':['carrier'],'aggregates':[{'fn':'sum','column':'distance'}]}");
    Plan.Aggregate aggregate = (Plan.Aggregate) plan;
    assertThat(aggregate.input().schema().fields())
        .extracting(Field::name)
        .containsExactly("carrier", "distance");
    assertThat(aggregate.schema().fields())
        .containsExactly(
            Field.of("carrier", SimpleType.VARCHAR),
            Field.of("sum_distance", DataType.parse("decimal(38,0)")));
  }

  @Test
  void aPlanSurvivesJson() {
    Plan plan =
        plan(
            "{'table':'t','by':['carrier'],'aggregates':[{'fn':'avg','column':'delay','as':'d'},{'fn':'count'}],"
                + "'where':{'op':'and','args':[{'op':'in','args':[{'col':'carrier'},{'lit':'UA'},{'lit':'AA'}]},"
                + "{'op':'>=','args':[{'col':'day'},{'lit':'2013-02-01'}]}]},"
                + "'having':{'op':'>','args':[{'col':'d'},{'lit':1}]},'order_by':[{'by':'d','desc':true}],'limit':3}");
    assertThat(Json.readPeer(Json.bytes(plan), Plan.class)).isEqualTo(plan);
    assertThat(((Plan.Steps) plan).steps())
        .hasExactlyElementsOfTypes(RowStep.Filter.class, RowStep.Sort.class, RowStep.Limit.class);
  }

  @ParameterizedTest
  @CsvSource({
    "sum,delay,int64", "sum,speed,float64", "sum,fare,'decimal(38,2)'", "avg,delay,float64",
    "avg,fare,'decimal(38,6)'", "min,day,date", "max,carrier,varchar", "count,carrier,int64",
    "count_distinct,speed,int64", "stddev,delay,float64", "variance,fare,float64"
  })
  void resultTypesFollowTheSemantics(String fn, String column, String type) {
    Plan plan = plan("{'table':'t','aggregates':[{'fn':'" + fn + "','column':'" + column + "'}]}");
    assertThat(plan.schema().field(0).type().text()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'table':'t'} | EMPTY_AGGREGATION | by",
        "{'table':'t','by':['nope']} | UNKNOWN_COLUMN | nope",
        "{'table':'t','aggregates':[{'fn':'frobnicate','column':'delay'}]} | UNKNOWN_FUNCTION | frobnicate",
        "{'table':'t','aggregates':[{'fn':'sum','column':'carrier'}]} | TYPE_MISMATCH | varchar",
        "{'table':'t','aggregates':[{'fn':'sum'}]} | INVALID_ARGUMENT | sum",
        "{'table':'t','by':['carrier'],'where':{'op':'>','args':[{'col':'carrier'},{'lit':5}]}} | TYPE_MISMATCH | >",
        "{'table':'t','by':['carrier'],'where':{'col':'delay'}} | TYPE_MISMATCH | where",
        "{'table':'t','by':['carrier'],'where':{'op':'fly','args':[]}} | UNKNOWN_FUNCTION | fly",
        "{'table':'t','by':['carrier'],'where':{'op':'not','args':[]}} | INVALID_ARGUMENT | not",
        "{'table':'t','by':['carrier'],'where':{'op':'=','args':[{'col':'day'},{'lit':'soon'}]}} | INVALID_ARGUMENT | soon",
        "{'table':'t','by':['carrier'],'order_by':[{'by':'x'}]} | UNKNOWN_COLUMN | x",
        "{'table':'t','by':['carrier'],'having':{'op':'>','args':[{'col':'delay'},{'lit':1}]}} | UNKNOWN_COLUMN | delay",
        "{'table':'t','by':['carrier','carrier']} | INVALID_ARGUMENT | carrier",
        "{'table':'t','by':['carrier'],'limit':-1} | INVALID_ARGUMENT | limit",
        "{'table':'t','by':[null]} | INVALID_ARGUMENT | by",
      })
  void faultsAreNumberedAndNamed(String spec, ErrorCode code, String named) {
    assertThatThrownBy(() -> plan(spec))
        .isInstanceOfSatisfying(
            TadashiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.detail().describe()).contains(named);
            });
  }
}
