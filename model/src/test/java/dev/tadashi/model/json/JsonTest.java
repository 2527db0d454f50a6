package dev.tadashi.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.spec.AggregateSpec;
import dev.tadashi.model.spec.OrderItem;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
  record Timed(Duration timeout) {}

  static List<Literal> literals() {
    return List.of(
        Literal.of(Long.MAX_VALUE),
        Literal.of(Long.MIN_VALUE),
        new Literal(SimpleType.INT8, -128L),
        new Literal(SimpleType.UINT64, new BigDecimal("18446744073709551615")),
        Literal.of(Double.NaN),
        Literal.of(Double.NEGATIVE_INFINITY),
        Literal.of(-0.0),
        Literal.of(0.1),
        new Literal(
            DataType.parse("decimal(38,10)"),
            new BigDecimal("9999999999999999999999999999.0000000001")),
        Literal.of("é 日本 \" \\ \n"),
        new Literal(SimpleType.BINARY, new byte[] {0, -1, 127}),
        new Literal(SimpleType.DATE, -1L),
        new Literal(DataType.parse("timestamp(ns)"), 1_700_000_000_123_456_789L),
        new Literal(DataType.parse("timestamp(us,Europe/Paris)"), 1_700_000_000_000_001L),
        new Literal(DataType.parse("time(us)"), 86_399_999_999L),
        Literal.of(true),
        Literal.ofNull(SimpleType.INT32),
        Literal.ofNull(SimpleType.NULL));
  }

  @ParameterizedTest
  @MethodSource("literals")
  void literalsSurviveARoundTrip(Literal literal) {
    assertThat(Json.read(Json.bytes(literal), Literal.class)).isEqualTo(literal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"table\": \"t\", \"colour\": 1} | UNKNOWN_FIELD | colour",
        "{\"table\": 5} | INVALID_ARGUMENT | table",
        "{\"table\": \"t\", \"limit\": \"10\"} | INVALID_ARGUMENT | limit",
        "{\"table\": \"t\", \"limit\": 1.5} | INVALID_ARGUMENT | limit",
        "{\"by\": []} | INVALID_ARGUMENT | table",
        "{\"table\": \"t\", \"table\": \"u\"} | INVALID_JSON | table",
        "{\"table\": \"t\"  | INVALID_JSON | line",
        "{\"table\": \"t\"} {} | INVALID_ARGUMENT | ",
        "null | INVALID_JSON | null",
        "[] | INVALID_ARGUMENT | ",
        "{\"table\":\"t\",\"where\":{\"col\":\"a\",\"x\":1}} | UNKNOWN_FIELD | x",
        "{\"table\":\"t\",\"where\":{\"op\":\"=\"}} | INVALID_ARGUMENT | args",
        "{\"table\":\"t\",\"where\":{\"lit\":\"x\",\"type\":\"int99\"}} | UNKNOWN_TYPE | int99",
        "{\"table\":\"t\",\"where\":{\"lit\":300,\"type\":\"int8\"}} | INVALID_ARGUMENT | 300",
      })
  void clientFaultsAreNumberedAndNamed(String body, ErrorCode code, String named) {
    assertThatThrownBy(() -> Json.read(body.getBytes(StandardCharsets.UTF_8), AggregateSpec.class))
        .isInstanceOfSatisfying(
            TadashiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.detail().describe()).contains(named == null ? "" : named);
            });
  }

  @Test
  void deepNestingIsRefusedBeforeItIsBuilt() {
    String body = "{\"table\":\"t\",\"where\":" + "{\"op\":\"not\",\"args\":[".repeat(10_000);
    assertThatThrownBy(() -> Json.read(body.getBytes(StandardCharsets.UTF_8), AggregateSpec.class))
        .isInstanceOf(TadashiException.class);
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    assertThatThrownBy(() -> Json.read(new byte[Json.MAX_BODY_BYTES + 1], AggregateSpec.class))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
  }

  @Test
  void aSpecReadsAsTheDocumentationHasIt() {
    AggregateSpec spec =
        Json.read(
            """
            {"table": "flights", "by": ["carrier", {"expr": {"op": "%", "args": [{"col": "month"}, {"lit": 2}]}, "as": "odd"}],
             "aggregates": [{"fn": "avg", "column": "dep_delay", "as": "delay"}],
             "where": {"op": ">", "args": [{"col": "distance"}, {"lit": 500}]},
             "order_by": [{"by": "delay", "desc": true}], "limit": 10}
            """
                .getBytes(StandardCharsets.UTF_8),
            AggregateSpec.class);
    assertThat(spec.orderBy()).containsExactly(new OrderItem("delay", true, null));
    assertThat(Json.read(Json.bytes(spec), AggregateSpec.class)).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5m,PT5M", "PT1H,PT1H"})
  void durationsReadAsPeopleWriteThem(String text, Duration expected) {
    byte[] body = ("{\"timeout\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
    assertThat(Json.read(body, Timed.class).timeout()).isEqualTo(expected);
  }

  @Test
  void aPeersUnknownFieldsAreSkipped() {
    assertThat(Json.readPeer("{\"timeout\":\"1s\",\"newer\":true}", Timed.class).timeout())
        .isEqualTo(Duration.ofSeconds(1));
  }
}
