import base64
import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import tadashi_mizu as tm

CET = dt.timezone(dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("value", "shown", "kind"),
    [
        (None, None, "null"),
        (True, True, "bool"),
        (7, 7, "int64"),
        (-(2**63), -(2**63), "int64"),
        (2**63, "9223372036854775808", "decimal(19,0)"),
        (1.5, 1.5, "float64"),
        (-0.0, -0.0, "float64"),
        (float("nan"), "NaN", "float64"),
        (float("inf"), "Infinity", "float64"),
        (float("-inf"), "-Infinity", "float64"),
        (Decimal("1.50"), "1.50", "decimal(3,2)"),
        (Decimal("-0.001"), "-0.001", "decimal(3,3)"),
        (Decimal("1E+3"), "1000", "decimal(4,0)"),
        ("naïve ☃", "naïve ☃", "varchar"),
        (b"\x00\xff", "AP8=", "binary"),
        (dt.date(2013, 1, 2), "2013-01-02", "date"),
        (dt.time(5, 17), "05:17:00", "time(us)"),
        (dt.datetime(2013, 1, 2, 3, 4, 5, 6), "2013-01-02T03:04:05.000006", "timestamp(us)"),
        (dt.datetime(2013, 1, 1, tzinfo=CET), "2012-12-31T23:00:00Z", "timestamp(us,UTC)"),
        (np.int32(5), 5, "int64"),
        (np.float32(0.5), 0.5, "float64"),
        (np.bool_(True), True, "bool"),
        (np.datetime64("2013-01-02"), "2013-01-02", "date"),
        (pa.scalar(5), 5, "int64"),
        (pd.Timestamp("2013-01-02"), "2013-01-02T00:00:00", "timestamp(us)"),
    ],
)
def test_a_value_keeps_its_type(value, shown, kind):
    literal = tm.lit(value).to_json()
    assert literal == {"lit": shown, "type": kind}
    assert json.loads(json.dumps(literal, allow_nan=False)) == literal


def test_nanoseconds_are_not_lost():
    literal = tm.lit(pd.Timestamp("2013-01-02T00:00:00.000000001")).to_json()
    assert literal == {"lit": "2013-01-02T00:00:00.000000001", "type": "timestamp(ns)"}


def test_a_type_can_be_told():
    assert tm.lit(5, "int32").to_json() == {"lit": 5, "type": "int32"}
    assert tm.lit(None, "date").to_json() == {"lit": None, "type": "date"}


def test_bytes_come_back():
    literal = tm.lit(bytes(range(256))).to_json()
    assert base64.b64decode(literal["lit"]) == bytes(range(256))


@pytest.mark.parametrize(
    "value", [object(), [1], {"a": 1}, 1j, np.datetime64(1, "ns"), dt.timedelta(1)]
)
def test_what_cannot_be_a_literal_is_told_by_its_type(value):
    with pytest.raises(TypeError, match="cannot be a literal"):
        tm.lit(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal(10) ** 38, 10**40, "\ud800"])
def test_values_beyond_any_type_are_refused(value):
    with pytest.raises(ValueError):
        tm.lit(value)
