"""Files of sqllogictest: records of a statement or a query with its answer, and how to write them anew.

A record is `statement ok`, `statement error REGEX`, or `query TYPES [rowsort]` with the SQL below it,
`----` and the rows. A comment `# duckdb: SQL` above a query is what the query is called there (by the
rewrites of docs/semantics.md), `# duckdb: no` says that DuckDB has no such thing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "slt"
Row = tuple[Any, ...]

COUNTS: pytest.StashKey[dict[str, int]] = pytest.StashKey()
"""Of a run: statements that were right, and how many of them DuckDB did not answer."""


@dataclass(frozen=True)
class Record:
    """One statement or query of a file."""

    head: str
    sql: str
    rows: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    line: int = 0
    duckdb: str | None = field(default=None)

    @property
    def is_query(self) -> bool:
        return self.head.startswith("query")

    @property
    def sorts(self) -> bool:
        return self.head.endswith("rowsort")

    @property
    def error(self) -> str | None:
        return self.head.removeprefix("statement error ") if "error" in self.head else None

    def text(self) -> str:
        lines = [*self.comments, self.head, self.sql]
        return "\n".join([*lines, "----", *self.rows] if self.is_query else lines)

    def with_rows(self, rows: list[str]) -> Record:
        return replace(self, rows=tuple(rows))


def read(file: Path) -> list[Record]:
    records, line = [], 1
    for block in file.read_text().split("\n\n"):
        lines = block.strip("\n").split("\n")
        start = line
        line += block.count("\n") + 2
        comments = tuple(one for one in lines if one.startswith("#"))
        body = [one for one in lines if not one.startswith("#")]
        if not body or not body[0]:
            continue
        other = next((one for one in comments if one.startswith("# duckdb: ")), None)
        cut = body.index("----") if "----" in body else len(body)
        records.append(
            Record(
                body[0],
                "\n".join(body[1:cut]),
                tuple(body[cut + 1 :]),
                comments,
                start,
                other and other.removeprefix("# duckdb: "),
            )
        )
    return records


def write(file: Path, records: list[Record]) -> None:
    file.write_text("\n\n".join(record.text() for record in records) + "\n")


def lines(rows: list[Row], record: Record) -> list[str]:
    """Rows as a file has them: columns apart by a tab, sorted where the query gives no order."""
    shown = ["\t".join(map(value, row)) for row in rows]
    return sorted(shown) if record.sorts else shown


def value(item: Any) -> str:
    show: Callable[[Any], str] = {
        bool: lambda flag: "true" if flag else "false",
        float: number,
        Decimal: number,
        dt.datetime: lambda time: time.replace(tzinfo=None).isoformat(" "),
        str: lambda text: text or "(empty)",
    }.get(type(item), str)
    return "NULL" if item is None else show(item)


def number(item: float | Decimal) -> str:
    """Nine digits: engines differ in the last ones of a double, and in decimals for doubles."""
    text = f"{float(item):.9g}"
    return "0" if text == "-0" else text
