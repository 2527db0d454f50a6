"""The ten group-by queries of db-benchmark, in the forms that our side and the peers take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Query:
    """One query: keys, then results by name in SQL, and our spec."""

    name: str
    keys: tuple[str, ...]
    results: dict[str, str]
    aggregates: list[dict[str, Any]] = field(default_factory=list)
    project: dict[str, Any] | None = None
    where: str = ""

    @property
    def sql(self) -> str:
        """For DuckDB."""
        columns = [*self.keys, *(f"{expr} as {name}" for name, expr in self.results.items())]
        return f"select {', '.join(columns)} from t{self.where} group by {', '.join(self.keys)}"

    @property
    def spec(self) -> dict[str, Any]:
        """For us."""
        return {"table": "t", "by": list(self.keys), "aggregates": self.aggregates}

    @property
    def projection(self) -> list[dict[str, Any]] | None:
        """What we compute of the groups, when it is more than aggregates."""
        if self.project is None:
            return None
        kept = [{"expr": {"col": key}, "as": key} for key in self.keys]
        return kept + [{"expr": expr, "as": name} for name, expr in self.project.items()]


def _aggregate(fn: str, column: str | None, name: str) -> dict[str, Any]:
    given = {} if column is None else {"column": column}
    return {"fn": fn, **given, "as": name}


def _plain(name: str, keys: tuple[str, ...], *calls: tuple[str, str | None, str]) -> Query:
    results = {alias: f"{fn}({column or '*'})" for fn, column, alias in calls}
    return Query(name, keys, results, [_aggregate(*call) for call in calls])


RANGE = {"op": "-", "args": [{"col": "most"}, {"col": "least"}]}

QUERIES = [
    _plain("q1", ("id1",), ("sum", "v1", "s1")),
    _plain("q2", ("id1", "id2"), ("sum", "v1", "s1")),
    _plain("q3", ("id3",), ("sum", "v1", "s1"), ("avg", "v3", "a3")),
    _plain("q4", ("id4",), ("avg", "v1", "a1"), ("avg", "v2", "a2"), ("avg", "v3", "a3")),
    _plain("q5", ("id6",), ("sum", "v1", "s1"), ("sum", "v2", "s2"), ("sum", "v3", "s3")),
    Query(
        "q6",
        ("id4", "id5"),
        {"m3": "median(v3)", "d3": "stddev(v3)"},
        [_aggregate("median", "v3", "m3"), _aggregate("stddev_samp", "v3", "d3")],
    ),
    Query(
        "q7",
        ("id3",),
        {"range": "max(v1) - min(v2)"},
        [_aggregate("max", "v1", "most"), _aggregate("min", "v2", "least")],
        {"range": RANGE},
    ),
    Query(
        "q8",
        ("id6",),
        {"top2": "max(v3, 2)"},
        [{"fn": "max", "args": [{"col": "v3"}, {"lit": 2}], "as": "top2"}],
    ),
    Query(
        "q9",
        ("id2", "id4"),
        {"r2": "corr(v1, v2) ^ 2"},
        [{"fn": "corr", "args": [{"col": "v1"}, {"col": "v2"}], "as": "r"}],
        {"r2": {"op": "*", "args": [{"col": "r"}, {"col": "r"}]}},
    ),
    _plain("q10", ("id1", "id2", "id3", "id4", "id5", "id6"), ("sum", "v3", "s3"), ("count", None, "n")),
]
