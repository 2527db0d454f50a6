"""Reads the server's JSON into dataclasses by their type hints.

Fields that a newer server adds are skipped.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import re
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def decode(kind: type[T], json: Mapping[str, Any]) -> T:
    """An object of the dataclass; what the server left out is None or the field's default."""
    hints = _hints(kind)  # type: ignore[arg-type]
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]
    values = {f.name: _value(hints[f.name], json[f.name]) for f in fields if f.name in json}
    for field in fields:
        has_default = (
            field.default is not dataclasses.MISSING
            or field.default_factory is not dataclasses.MISSING
        )
        if field.name not in values and not has_default:
            values[field.name] = None
    return kind(**values)


def instant(text: str) -> dt.datetime:
    """An ISO-8601 time; digits beyond microseconds are cut."""
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text.replace("Z", "+00:00"))
    short = re.sub(r"\.(\d{1,5})(?=[+-]|$)", lambda m: "." + m[1].ljust(6, "0"), cut)
    return dt.datetime.fromisoformat(short)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, json: Any) -> Any:
    if json is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _value(next(arg for arg in get_args(kind) if arg is not type(None)), json)
    if origin is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in json)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return decode(kind, json)
    if kind is dt.datetime:
        return instant(json)
    if kind is bytes:
        return base64.b64decode(json)
    return float(json) if kind is float else json
