"""Python values as typed literals: `{"lit": value, "type": "int64"}`.

Numbers that JSON would bend (decimals, NaN, infinities), times and bytes travel as texts.
"""

from __future__ import annotations

import base64
import datetime as dt
import math
from decimal import Decimal
from typing import Any, TypeAlias

MAX_DIGITS = 38

Scalar: TypeAlias = (
    bool | int | float | Decimal | str | bytes | dt.date | dt.datetime | dt.time | None
)


def encode(value: object, type: str | None = None) -> dict[str, Any]:
    """The literal of a value; `type` overrides the type that the value itself suggests."""
    shown, own = _encode(value)
    return {"lit": shown, "type": own if type is None else type}


def _encode(value: object) -> tuple[Any, str]:
    if value is None:
        return None, "null"
    if isinstance(value, bool):
        return value, "bool"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, str):
        return _text(value), "varchar"
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii"), "binary"
    if isinstance(value, dt.datetime):
        return _timestamp(value)
    if isinstance(value, dt.date):
        return value.isoformat(), "date"
    if isinstance(value, dt.time) and value.tzinfo is None:
        return value.isoformat(), "time(us)"
    return _foreign(value)


def _foreign(value: object) -> tuple[Any, str]:
    """Scalars of NumPy and Arrow, by the Python value that they stand for."""
    for method in ("as_py", "item"):
        convert = getattr(value, method, None)
        if callable(convert):
            plain = convert()
            # numpy.datetime64 in nanoseconds gives a bare int: refuse rather than mistake it.
            is_time = type(value).__name__ in ("datetime64", "timedelta64")
            if not (is_time and isinstance(plain, int)) and type(plain) is not type(value):
                return _encode(plain)
    raise TypeError(
        f"a {type(value).__name__} cannot be a literal: use None, bool, int, float, "
        "decimal.Decimal, str, bytes, datetime.date, datetime.datetime or datetime.time"
    )


def _integer(value: int) -> tuple[Any, str]:
    if -(2**63) <= value < 2**63:
        return int(value), "int64"
    return _decimal(Decimal(value))


def _float(value: float) -> tuple[Any, str]:
    if math.isnan(value):
        return "NaN", "float64"
    if math.isinf(value):
        return ("Infinity" if value > 0 else "-Infinity"), "float64"
    return float(value), "float64"


def _decimal(value: Decimal) -> tuple[Any, str]:
    if not value.is_finite():
        raise ValueError(f"a decimal literal is finite, not {value}")
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    scale = max(0, -exponent)
    precision = max(len(digits) + max(0, exponent), scale, 1)
    if precision > MAX_DIGITS:
        raise ValueError(f"{value} has more than {MAX_DIGITS} digits")
    return format(value, "f"), f"decimal({precision},{scale})"


def _text(value: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as failure:
        raise ValueError(f"{value!r} is not valid Unicode text: {failure.reason}") from failure
    return value


def _timestamp(value: dt.datetime) -> tuple[Any, str]:
    # pandas.Timestamp is a datetime with nanoseconds.
    unit = "ns" if getattr(value, "nanosecond", 0) else "us"
    if value.tzinfo is None:
        return value.isoformat(), f"timestamp({unit})"
    utc = value.astimezone(dt.timezone.utc).replace(tzinfo=None)
    return utc.isoformat() + "Z", f"timestamp({unit},UTC)"
