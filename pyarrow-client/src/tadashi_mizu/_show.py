"""Lists that print as tables, in a terminal and in a notebook."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import rich.box
import rich.console
import rich.table
import rich.text

from ._views import ErrorDetail, WorkerLoad

T = TypeVar("T")

# Long or technical, and one attribute away.
HIDDEN = frozenset({"request", "ticket", "incarnation", "idempotency_key", "stages", "cached"})


class Listing(list[T], Generic[T]):
    """A list of views; its repr is a table."""

    def __repr__(self) -> str:
        if not self:
            return "(none)"
        return render(grid(*columns_of(self)))

    def _repr_html_(self) -> str:
        headers, rows = columns_of(self)
        head = "".join(f"<th>{html.escape(name)}</th>" for name in headers)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(text(cell))}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def columns_of(views: Sequence[Any]) -> tuple[list[str], list[list[Any]]]:
    """Headers and cells; the load of a worker is spread into columns, empty columns left out."""
    rows = [dict(_cells(view)) for view in views]
    names = list(dict.fromkeys(name for row in rows for name in row))
    kept = [n for n in names if any(row.get(n) not in (None, (), "") for row in rows)]
    return kept, [[row.get(name) for name in kept] for row in rows]


def _cells(view: Any) -> Iterable[tuple[str, Any]]:
    for field in dataclasses.fields(view):
        value = getattr(view, field.name)
        if isinstance(value, WorkerLoad):
            yield from _cells(value)
        elif field.name not in HIDDEN:
            yield field.name, size(value) if _is_size(field.name, value) else value


def _is_size(name: str, value: Any) -> bool:
    return isinstance(value, int) and (name.endswith("bytes") or name.startswith("memory"))


def size(count: int) -> str:
    """Bytes as people read them."""
    amount = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if abs(amount) < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TiB"


def text(value: Any) -> str:
    """A value as a cell."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, ErrorDetail):
        return f"{value.name} {value.code}: {value.message}"
    if isinstance(value, tuple):
        return f"{len(value)} columns" if len(value) > 6 else ", ".join(_item(v) for v in value)
    return str(value)


def _item(value: Any) -> str:
    names = (getattr(value, each, None) for each in ("name", "path", "column", "worker"))
    return str(next((name for name in names if name is not None), value))


def grid(
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    title: str | None = None,
    cell: Callable[[Any], str] = text,
) -> rich.table.Table:
    """A rich table; columns that hold numbers are aligned right."""
    held = [list(row) for row in rows]
    table = rich.table.Table(title=title, box=rich.box.SIMPLE_HEAD, title_justify="left")
    for index, name in enumerate(headers):
        numeric = any(isinstance(row[index], int | float) for row in held)
        table.add_column(name, justify="right" if numeric else "left")
    for row in held:
        table.add_row(*(rich.text.Text(cell(value)) for value in row))
    return table


def render(table: rich.table.Table, width: int = 200) -> str:
    """A rich table as plain text."""
    out = io.StringIO()
    rich.console.Console(file=out, width=width, color_system=None).print(table)
    return out.getvalue().rstrip()
