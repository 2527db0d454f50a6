"""Aggregates: `tm.avg("dep_delay").alias("delay")`. Nulls are left out, as in SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ._expr import Expr, as_expr, col

Argument: TypeAlias = str | Expr


@dataclass(frozen=True, eq=False)
class Aggregate:
    """An aggregate of columns or of expressions."""

    fn: str
    argument: Argument | None = None
    name: str | None = None
    others: tuple[Argument | float, ...] = ()
    condition: Expr | None = None
    only_distinct: bool = False

    def alias(self, name: str) -> Aggregate:
        """The same aggregate with that name for its output column."""
        return replace(self, name=name)

    def where(self, condition: Expr) -> Aggregate:
        """The same aggregate of only those rows that satisfy a condition."""
        if not isinstance(condition, Expr):
            raise TypeError(f"a condition is an expression, not {condition!r}")
        both = condition if self.condition is None else self.condition & condition
        return replace(self, condition=both)

    def distinct(self) -> Aggregate:
        """The same aggregate of each different value once."""
        return replace(self, only_distinct=True)

    def to_json(self) -> dict[str, Any]:
        """The aggregate as the server reads it."""
        json: dict[str, Any] = {"fn": self.fn}
        if self.others:
            json["args"] = [_argument(each) for each in (self.argument, *self.others)]
        elif isinstance(self.argument, Expr):
            inner = self.argument.to_json()
            json |= {"column": inner["col"]} if "col" in inner else {"expr": inner}
        elif self.argument is not None:
            json["column"] = self.argument
        if self.condition is not None:
            json["where"] = self.condition.to_json()
        if self.only_distinct:
            json["distinct"] = True
        if self.name is not None:
            json["as"] = self.name
        return json


def _argument(value: object) -> dict[str, Any]:
    return (col(value) if isinstance(value, str) else as_expr(value)).to_json()


def aggregate(
    fn: str, argument: Argument | None = None, *others: Argument | float
) -> Aggregate:
    """Any aggregate by its name on the server; a text is a column, a number a constant."""
    for each in (argument, *others) if argument is not None else others:
        if not isinstance(each, str | Expr | int | float) or isinstance(each, bool):
            raise TypeError(f"an aggregate takes a column's name or an expression, not {each!r}")
    if isinstance(argument, int | float):
        raise TypeError(f"an aggregate takes a column's name or an expression, not {argument!r}")
    return Aggregate(fn, argument, others=others)


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


def min(argument: Argument, n: int | None = None) -> Aggregate:
    """Least value, or the list of the n least; null for no values."""
    return _best("min", argument, n=n)


def max(argument: Argument, n: int | None = None) -> Aggregate:
    """Greatest value (NaN is greatest), or the list of the n greatest; null for no values."""
    return _best("max", argument, n=n)


def min_by(argument: Argument, by: Argument, n: int | None = None) -> Aggregate:
    """A value where `by` is least, or the list of those where it is among the n least."""
    return _best("arg_min", argument, by, n=n)


arg_min = min_by


def max_by(argument: Argument, by: Argument, n: int | None = None) -> Aggregate:
    """A value where `by` is greatest, or the list of those where it is among the n greatest."""
    return _best("arg_max", argument, by, n=n)


arg_max = max_by


def _best(fn: str, *arguments: Argument, n: int | None) -> Aggregate:
    return aggregate(fn, *arguments) if n is None else aggregate(fn, *arguments, n)


def any_value(argument: Argument) -> Aggregate:
    """Some value; null for none."""
    return aggregate("any_value", argument)


def mode(argument: Argument) -> Aggregate:
    """Most frequent value, the least of several; null for none."""
    return aggregate("mode", argument)


def median(argument: Argument) -> Aggregate:
    """Middle value, or the mean of the two in the middle; null for none."""
    return aggregate("median", argument)


def quantile_cont(argument: Argument, fraction: float) -> Aggregate:
    """Value at a fraction of the order, between its two neighbours; below 0 from the greatest."""
    return aggregate("quantile_cont", argument, fraction)


def quantile_disc(argument: Argument, fraction: float) -> Aggregate:
    """First value that has at least a fraction of all at or before it."""
    return aggregate("quantile_disc", argument, fraction)


def bool_and(argument: Argument) -> Aggregate:
    """Whether all are true; null for none."""
    return aggregate("bool_and", argument)


def bool_or(argument: Argument) -> Aggregate:
    """Whether one is true; null for none."""
    return aggregate("bool_or", argument)


def bit_and(argument: Argument) -> Aggregate:
    """Bits that all have; null for none."""
    return aggregate("bit_and", argument)


def bit_or(argument: Argument) -> Aggregate:
    """Bits that one has; null for none."""
    return aggregate("bit_or", argument)


def bit_xor(argument: Argument) -> Aggregate:
    """Bits that an odd number has; null for none."""
    return aggregate("bit_xor", argument)


def corr(y: Argument, x: Argument) -> Aggregate:
    """Correlation; null when one never differs."""
    return aggregate("corr", y, x)


def covar_pop(y: Argument, x: Argument) -> Aggregate:
    """Population covariance; null for no rows."""
    return aggregate("covar_pop", y, x)


def covar_samp(y: Argument, x: Argument) -> Aggregate:
    """Sample covariance; null below two rows."""
    return aggregate("covar_samp", y, x)


def regr_slope(y: Argument, x: Argument) -> Aggregate:
    """Slope of the line of least squares; null when x never differs."""
    return aggregate("regr_slope", y, x)


def regr_intercept(y: Argument, x: Argument) -> Aggregate:
    """Where the line of least squares meets x = 0; null when x never differs."""
    return aggregate("regr_intercept", y, x)


def regr_r2(y: Argument, x: Argument) -> Aggregate:
    """Squared correlation; 1 when y never differs, null when x never does."""
    return aggregate("regr_r2", y, x)


def regr_count(y: Argument, x: Argument) -> Aggregate:
    """Rows in which neither is null."""
    return aggregate("regr_count", y, x)


def regr_avgx(y: Argument, x: Argument) -> Aggregate:
    """Average of x where neither is null."""
    return aggregate("regr_avgx", y, x)


def regr_avgy(y: Argument, x: Argument) -> Aggregate:
    """Average of y where neither is null."""
    return aggregate("regr_avgy", y, x)


def regr_sxx(y: Argument, x: Argument) -> Aggregate:
    """Sum of squared differences of x from its average."""
    return aggregate("regr_sxx", y, x)


def regr_syy(y: Argument, x: Argument) -> Aggregate:
    """Sum of squared differences of y from its average."""
    return aggregate("regr_syy", y, x)


def regr_sxy(y: Argument, x: Argument) -> Aggregate:
    """Sum of products of both differences from the averages."""
    return aggregate("regr_sxy", y, x)


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
