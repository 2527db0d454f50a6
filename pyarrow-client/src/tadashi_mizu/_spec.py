"""The aggregation spec and the rest of a SubmitTask request, from keyword arguments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from ._aggregates import Aggregate
from ._expr import Expr, Key


@dataclass(frozen=True)
class Order:
    """One key of the order. Nulls come last ascending and first descending unless told."""

    by: str
    descending: bool = False
    nulls: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The key as the server reads it."""
        json: dict[str, Any] = {"by": self.by, "desc": self.descending}
        return json if self.nulls is None else json | {"nulls": self.nulls}


def asc(by: str, nulls: str | None = None) -> Order:
    """Ascending order of an output column; nulls "first" or "last"."""
    return Order(by, False, nulls)


def desc(by: str, nulls: str | None = None) -> Order:
    """Descending order of an output column; nulls "first" or "last"."""
    return Order(by, True, nulls)


T = TypeVar("T")
KeyLike: TypeAlias = str | Expr | Key | Mapping[str, Any]
AggregateLike: TypeAlias = Aggregate | Mapping[str, Any]
OrderLike: TypeAlias = str | Order | Mapping[str, Any]
ExprLike: TypeAlias = Expr | Mapping[str, Any]
Timeout: TypeAlias = str | float | dt.timedelta


def build_spec(
    *,
    table: str,
    by: KeyLike | Iterable[KeyLike] | None = None,
    aggregates: AggregateLike | Iterable[AggregateLike] | None = None,
    where: ExprLike | None = None,
    having: ExprLike | None = None,
    order_by: OrderLike | Iterable[OrderLike] | None = None,
    limit: int | None = None,
    offset: int | None = None,
) -> dict[str, Any]:
    """The JSON spec; what is not given is left out."""
    parts: dict[str, Any] = {
        "table": table,
        "by": None if by is None else [_key(each) for each in _many(by)],
        "aggregates": None if aggregates is None else [_json(each) for each in _many(aggregates)],
        "where": None if where is None else _json(where),
        "having": None if having is None else _json(having),
        "order_by": None if order_by is None else [_order(each) for each in _many(order_by)],
        "limit": limit,
        "offset": offset,
    }
    return {name: value for name, value in parts.items() if value is not None}


def duration(value: Timeout) -> str:
    """A duration as the server reads it: seconds, a timedelta, or a text such as "30s"."""
    if isinstance(value, str):
        return value
    seconds = value.total_seconds() if isinstance(value, dt.timedelta) else float(value)
    if not 0 < seconds < float("inf"):
        raise ValueError(f"a timeout is more than nothing, not {value!r}")
    return f"{max(1, round(seconds * 1000))}ms"


def _many(value: Any) -> list[Any]:
    """A single item or several of them, as a list."""
    single = isinstance(value, str | Mapping) or hasattr(value, "to_json")
    return [value] if single else list(value)


def _json(value: Any) -> Any:
    if hasattr(value, "to_json"):
        return value.to_json()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"an expression or aggregate is expected, not {value!r}")


def _key(value: Any) -> Any:
    if isinstance(value, str):
        return value
    json = _json(value)
    if isinstance(value, Expr):
        if "col" not in json:
            raise ValueError(f"a computed key needs a name: {value!r}.alias(...)")
        return json["col"]
    return json


def _order(value: Any) -> Any:
    return {"by": value, "desc": False} if isinstance(value, str) else _json(value)
