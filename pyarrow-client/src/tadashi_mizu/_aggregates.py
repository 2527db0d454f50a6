"""Aggregates: `tm.avg("dep_delay").alias("delay")`. Nulls are left out, as in SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ._expr import Expr

Argument: TypeAlias = str | Expr


@dataclass(frozen=True, eq=False)
class Aggregate:
    """An aggregate of a column or of an expression."""

    fn: str
    argument: Argument | None = None
    name: str | None = None

    def alias(self, name: str) -> Aggregate:
        """The same aggregate with that name for its output column."""
        return replace(self, name=name)

    def to_json(self) -> dict[str, Any]:
        """The aggregate as the server reads it."""
        json: dict[str, Any] = {"fn": self.fn}
        if isinstance(self.argument, Expr):
            inner = self.argument.to_json()
            json |= {"column": inner["col"]} if "col" in inner else {"expr": inner}
        elif self.argument is not None:
            json["column"] = self.argument
        if self.name is not None:
            json["as"] = self.name
        return json


def aggregate(fn: str, argument: Argument | None = None) -> Aggregate:
    """Any aggregate by its name on the server."""
    if argument is not None and not isinstance(argument, str | Expr):
        raise TypeError(f"an aggregate takes a column's name or an expression, not {argument!r}")
    return Aggregate(fn, argument)


def count(argument: Argument | None = None) -> Aggregate:
    """How many values are not null; without an argument, how many rows."""
    return aggregate("count", argument)


def count_distinct(argument: Argument) -> Aggregate:
    """How many different values."""
    return aggregate("count_distinct", argument)


def sum(argument: Argument) -> Aggregate:
    """Sum; int64 for integers up to 32 bits, decimal(38,0) beyond; null for no values."""
    return aggregate("sum", argument)


def avg(argument: Argument) -> Aggregate:
    """Exact sum divided by the count; null for no values."""
    return aggregate("avg", argument)


mean = avg


def min(argument: Argument) -> Aggregate:
    """Least value; null for no values."""
    return aggregate("min", argument)


def max(argument: Argument) -> Aggregate:
    """Greatest value (NaN is greatest); null for no values."""
    return aggregate("max", argument)


def stddev(argument: Argument) -> Aggregate:
    """Sample standard deviation; null below two values."""
    return aggregate("stddev_samp", argument)


stddev_samp = stddev


def stddev_pop(argument: Argument) -> Aggregate:
    """Population standard deviation; null for no values."""
    return aggregate("stddev_pop", argument)


def variance(argument: Argument) -> Aggregate:
    """Sample variance; null below two values."""
    return aggregate("var_samp", argument)


var_samp = variance


def var_pop(argument: Argument) -> Aggregate:
    """Population variance; null for no values."""
    return aggregate("var_pop", argument)
