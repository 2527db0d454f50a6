"""Expressions over columns: `tm.col("distance") > 500` becomes the JSON the server reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from ._literals import encode


class Expr:
    """A column, a constant, or a function of expressions. Combine with `&`, `|`, `~`, never `and`.

    A comparison with None is null, as in SQL: use `is_null()`.
    """

    __slots__ = ("_json",)

    def __init__(self, json: dict[str, Any]) -> None:
        self._json = json

    def to_json(self) -> dict[str, Any]:
        """The expression as the server reads it."""
        return self._json

    # Comparison makes an expression, so equal objects cannot be told: identity is the hash.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return call("=", self, other)

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return call("<>", self, other)

    def __lt__(self, other: object) -> Expr:
        return call("<", self, other)

    def __le__(self, other: object) -> Expr:
        return call("<=", self, other)

    def __gt__(self, other: object) -> Expr:
        return call(">", self, other)

    def __ge__(self, other: object) -> Expr:
        return call(">=", self, other)

    def __and__(self, other: object) -> Expr:
        return _chain("and", self, other)

    def __rand__(self, other: object) -> Expr:
        return _chain("and", other, self)

    def __or__(self, other: object) -> Expr:
        return _chain("or", self, other)

    def __ror__(self, other: object) -> Expr:
        return _chain("or", other, self)

    def __invert__(self) -> Expr:
        return call("not", self)

    def __add__(self, other: object) -> Expr:
        return call("+", self, other)

    def __radd__(self, other: object) -> Expr:
        return call("+", other, self)

    def __sub__(self, other: object) -> Expr:
        return call("-", self, other)

    def __rsub__(self, other: object) -> Expr:
        return call("-", other, self)

    def __mul__(self, other: object) -> Expr:
        return call("*", self, other)

    def __rmul__(self, other: object) -> Expr:
        return call("*", other, self)

    def __truediv__(self, other: object) -> Expr:
        return call("/", self, other)

    def __rtruediv__(self, other: object) -> Expr:
        return call("/", other, self)

    def __mod__(self, other: object) -> Expr:
        return call("%", self, other)

    def __rmod__(self, other: object) -> Expr:
        return call("%", other, self)

    def __neg__(self) -> Expr:
        return call("negate", self)

    def is_null(self) -> Expr:
        """True for null, never null itself."""
        return call("is_null", self)

    def is_not_null(self) -> Expr:
        """False for null, never null itself."""
        return call("is_not_null", self)

    def is_in(self, values: Iterable[object]) -> Expr:
        """Equal to one of the values."""
        if isinstance(values, str | bytes):
            raise TypeError(f"is_in takes a list of values, not the text {values!r}")
        options = list(values)
        if not options:
            raise ValueError("is_in needs at least one value")
        return call("in", self, *options)

    def between(self, low: object, high: object) -> Expr:
        """At least low and at most high."""
        return call("between", self, low, high)

    def like(self, pattern: str) -> Expr:
        """Matches a pattern: % is any text, _ any one character, a backslash escapes."""
        return call("like", self, pattern)

    def alias(self, name: str) -> Key:
        """The expression as a grouping key with that name."""
        return Key(self, name)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "an expression has no truth value: write & | ~ for and, or, not (with parentheses "
            "around comparisons), and .between() for a < x < b"
        )

    def __repr__(self) -> str:
        return f"<{_text(self._json)}>"


@dataclass(frozen=True, eq=False)
class Key:
    """A grouping key with the name of its output column."""

    expr: Expr
    name: str

    def to_json(self) -> dict[str, Any]:
        """The key as the server reads it."""
        return {"expr": self.expr.to_json(), "as": self.name}


def col(name: str) -> Expr:
    """A column by name."""
    if not isinstance(name, str):
        raise TypeError(f"a column's name is a text, not {name!r}")
    return Expr({"col": name})


def lit(value: object, type: str | None = None) -> Expr:
    """A constant; `type` such as "int32" or "decimal(15,2)" when the value's own will not do."""
    return Expr(encode(value, type))


def call(op: str, *args: object) -> Expr:
    """A function or operator by its name on the server."""
    return Expr({"op": op, "args": [as_expr(arg).to_json() for arg in args]})


def as_expr(value: object) -> Expr:
    """The value itself when it is an expression, else a constant."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, Key):
        raise TypeError("a named key cannot be part of an expression: call .alias() last")
    return lit(value)


def _chain(op: str, left: object, right: object) -> Expr:
    """One flat call for `a & b & c`, so that long conditions do not nest deeply."""
    args: list[dict[str, Any]] = []
    for side in (as_expr(left).to_json(), as_expr(right).to_json()):
        args.extend(side["args"] if side.get("op") == op else [side])
    return Expr({"op": op, "args": args})


def _text(node: dict[str, Any]) -> str:
    if "col" in node:
        return str(node["col"])
    if "lit" in node:
        return repr(node["lit"])
    op, args = node["op"], [_text(arg) for arg in node["args"]]
    if len(args) > 1 and op not in ("in", "between"):
        return "(" + f" {op} ".join(args) + ")"
    return f"{op}({', '.join(args)})"
