import json

import pytest

import tadashi_mizu as tm


def test_a_comparison_names_the_column_and_types_the_constant():
    expr = tm.col("distance") > 500
    assert expr.to_json() == {
        "op": ">",
        "args": [{"col": "distance"}, {"lit": 500, "type": "int64"}],
    }


@pytest.mark.parametrize(
    ("expr", "op"),
    [
        (tm.col("a") == 1, "="),
        (tm.col("a") != 1, "<>"),
        (tm.col("a") < 1, "<"),
        (tm.col("a") <= 1, "<="),
        (tm.col("a") >= 1, ">="),
        (tm.col("a") + 1, "+"),
        (tm.col("a") - 1, "-"),
        (tm.col("a") * 1, "*"),
        (tm.col("a") / 1, "/"),
        (tm.col("a") % 1, "%"),
    ],
)
def test_each_operator_keeps_the_order_of_its_sides(expr, op):
    assert expr.to_json()["op"] == op
    assert expr.to_json()["args"][0] == {"col": "a"}


@pytest.mark.parametrize(
    ("expr", "op"),
    [
        (1 + tm.col("a"), "+"),
        (1 - tm.col("a"), "-"),
        (1 * tm.col("a"), "*"),
        (1 / tm.col("a"), "/"),
    ],
)
def test_a_constant_on_the_left_stays_on_the_left(expr, op):
    assert expr.to_json() == {"op": op, "args": [{"lit": 1, "type": "int64"}, {"col": "a"}]}


def test_long_conditions_stay_flat():
    expr = tm.col("a") == 0
    for number in range(1, 500):
        expr = expr | (tm.col("a") == number)
    assert len(expr.to_json()["args"]) == 500
    mixed = (tm.col("a") > 1) & (tm.col("b") > 1) | ~(tm.col("c") > 1)
    assert [arg["op"] for arg in mixed.to_json()["args"]] == ["and", "not"]


def test_membership_nullness_and_patterns():
    assert tm.col("a").is_in(["x", "y"]).to_json() == {
        "op": "in",
        "args": [{"col": "a"}, {"lit": "x", "type": "varchar"}, {"lit": "y", "type": "varchar"}],
    }
    assert [arg["lit"] for arg in tm.col("a").between(1, 2).to_json()["args"][1:]] == [1, 2]
    assert tm.col("a").is_null().to_json() == {"op": "is_null", "args": [{"col": "a"}]}
    assert tm.col("a").is_not_null().to_json()["op"] == "is_not_null"
    assert tm.col("a").like("x%").to_json()["args"][1]["lit"] == "x%"
    assert (-tm.col("a")).to_json()["op"] == "negate"


def test_python_truth_is_refused_with_advice():
    with pytest.raises(TypeError, match="& | ~"):
        bool(tm.col("a") > 1)
    with pytest.raises(TypeError, match="between"):
        1 < tm.col("a") < 5  # noqa: B015
    with pytest.raises(TypeError, match="list of values"):
        tm.col("a").is_in("abc")
    with pytest.raises(ValueError, match="at least one"):
        tm.col("a").is_in([])


def test_aggregates_take_a_name_or_an_expression():
    assert tm.avg("dep_delay").alias("delay").to_json() == {
        "fn": "avg",
        "column": "dep_delay",
        "as": "delay",
    }
    assert tm.count().to_json() == {"fn": "count"}
    assert tm.sum(tm.col("a")).to_json() == {"fn": "sum", "column": "a"}
    assert tm.max(tm.col("a") * 2).to_json()["expr"]["op"] == "*"
    assert tm.stddev("a").to_json()["fn"] == "stddev_samp"
    with pytest.raises(TypeError, match="column's name or an expression"):
        tm.sum(3)


def test_a_spec_holds_what_was_given_and_nothing_else():
    assert tm.build_spec(table="t", by="a") == {"table": "t", "by": ["a"]}
    spec = tm.build_spec(
        table="flights",
        by=["carrier", tm.col("month"), (tm.col("distance") / 500).alias("band")],
        aggregates=[tm.count(), {"fn": "sum", "column": "distance"}],
        where=tm.col("distance") > 500,
        having=tm.col("count") > 10,
        order_by=["carrier", tm.desc("count", nulls="last"), {"by": "band"}],
        limit=10,
        offset=0,
    )
    assert spec["by"][:2] == ["carrier", "month"]
    assert spec["by"][2]["as"] == "band"
    assert spec["order_by"] == [
        {"by": "carrier", "desc": False},
        {"by": "count", "desc": True, "nulls": "last"},
        {"by": "band"},
    ]
    assert spec["limit"] == 10 and spec["offset"] == 0
    json.dumps(spec)


def test_a_computed_key_needs_a_name():
    with pytest.raises(ValueError, match="alias"):
        tm.build_spec(table="t", by=tm.col("a") + 1)
    with pytest.raises(TypeError, match="call .alias.. last"):
        tm.col("a") + tm.col("b").alias("c")


def test_expressions_read_well():
    text = repr((tm.col("a") > 1) & tm.col("b").is_null())
    assert text == "<((a > 1) and is_null(b))>"
