"""DuckDB over the same files, and what "the same answer" means."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import duckdb
from cluster import NYC

Rows = list[dict[str, Any]]


def oracle() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"create view flights as from '{NYC}/flights/*.parquet'")
    for name in ("airlines", "airports", "planes", "weather"):
        connection.execute(f"create view {name} as from '{NYC}/{name}.parquet'")
    return connection


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    answer = connection.execute(sql)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def assert_same(ours: Rows, theirs: Rows, ordered: bool = False) -> None:
    """Equal rows; in order when there is one. Doubles may differ by their last digits."""
    assert len(ours) == len(theirs)
    if theirs:
        assert list(ours[0]) == list(theirs[0])
    if not ordered:
        ours, theirs = sorted(ours, key=sort_key), sorted(theirs, key=sort_key)
    for mine, other in zip(ours, theirs, strict=True):
        assert all(same(mine[name], other[name]) for name in other), (mine, other)


def sort_key(row: dict[str, Any]) -> list[tuple[bool, str]]:
    """By the exact columns, so that a double's last digit does not move a row."""
    plain = [plainly(value) for value in row.values()]
    return [(value is None, str(value)) for value in plain if not isinstance(value, float)]


def same(ours: Any, theirs: Any) -> bool:
    ours, theirs = plainly(ours), plainly(theirs)
    if ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, float) or isinstance(theirs, float):
        return math.isclose(float(ours), float(theirs), rel_tol=1e-9, abs_tol=1e-9)
    return bool(ours == theirs)


def plainly(value: Any) -> Any:
    """One form for what JSON, Arrow and DuckDB write differently."""
    if isinstance(value, str) and value[:4].isdigit() and "T" in value[10:11]:
        return dt.datetime.fromisoformat(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return float(value) if isinstance(value, Decimal) else value
