"""Errors by class. The server's numbered code, place and advice arrive here as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.flight as flight

UNKNOWN_SESSION = 1028
TASK_CANCELLED = 1015


class TadashiError(Exception):
    """Any failure: which code, what was wrong, where, and what to do about it.

    `code` is the stable number (0 for what this client itself noticed), `name` its name, `where`
    the input it concerns (field, table, column, file, worker, ...), `hint` the advice, or None.
    """

    error_class: ClassVar[str] = "internal"

    def __init__(
        self,
        message: str,
        *,
        code: int = 0,
        name: str = "CLIENT",
        where: Mapping[str, str] | None = None,
        hint: str | None = None,
    ) -> None:
        self.code = code
        self.name = name
        self.message = message
        self.where = dict(where or {})
        self.hint = hint
        super().__init__(self._line())

    def _line(self) -> str:
        number = f"{self.name} {self.code}" if self.code else self.name
        places = ", ".join(f"{key}={value}" for key, value in sorted(self.where.items()))
        place = f" [{places}]" if places else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{number}: {self.message}{place}{advice}"


class UserError(TadashiError):
    """The request is at fault; repeating it gives the same answer."""

    error_class = "user"


class ResourceError(TadashiError):
    """A limit was reached; later, or with more room, it may work."""

    error_class = "resources"


class ExternalError(TadashiError):
    """Something outside failed: a store, a worker, the network."""

    error_class = "external"


class InternalError(TadashiError):
    """A fault of the server or of this client."""

    error_class = "internal"


_CLASSES: Mapping[str, type[TadashiError]] = {
    each.error_class: each for each in (UserError, ResourceError, ExternalError, InternalError)
}


def from_detail(detail: Mapping[str, Any]) -> TadashiError:
    """The exception for an error in the server's JSON form."""
    code = int(detail.get("code", 0))
    by_number = list(_CLASSES.values())[code // 1000 - 1] if 1000 <= code < 5000 else InternalError
    kind = _CLASSES.get(str(detail.get("class", "")), by_number)
    return kind(
        str(detail.get("message") or detail.get("detail") or "no message"),
        code=code,
        name=str(detail.get("name", "UNKNOWN")),
        where={str(key): str(value) for key, value in (detail.get("where") or {}).items()},
        hint=detail.get("hint"),
    )


def find_detail(text: str) -> dict[str, Any] | None:
    """The first JSON object in a text that looks like an error of the server."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    while start >= 0:
        try:
            found, _ = decoder.raw_decode(text, start)
        except ValueError:
            found = None
        if isinstance(found, dict) and isinstance(found.get("code"), int) and "name" in found:
            return found
        start = text.find("{", start + 1)
    return None


def from_arrow(failure: Exception) -> TadashiError:
    """The exception for what pyarrow raised; its detail travels beside or inside the message."""
    text = str(failure)
    extra = getattr(failure, "extra_info", None)
    beside = extra.decode("utf-8", "replace") if isinstance(extra, bytes) else ""
    detail = find_detail(beside) or find_detail(text)
    if detail is not None:
        return from_detail(detail)
    # Without its trace of C++ and gRPC internals the message is one readable line.
    plain = text.split(". gRPC client debug context:")[0].split(". Client context:")[0]
    if isinstance(failure, flight.FlightUnavailableError):
        hint = "is the control plane running at that address?"
        return ExternalError(plain, name="SERVER_UNREACHABLE", hint=hint)
    if isinstance(failure, flight.FlightTimedOutError):
        return ExternalError(plain, name="CALL_TIMEOUT")
    if isinstance(failure, flight.FlightCancelledError):
        return UserError(plain, name="CALL_CANCELLED")
    if isinstance(failure, flight.FlightUnauthenticatedError):
        return UserError(plain, code=1027, name="UNAUTHENTICATED")
    return InternalError(plain, name="FLIGHT_ERROR")


@contextmanager
def typed_errors() -> Iterator[None]:
    """Turns what pyarrow raises inside the block into a `TadashiError`."""
    try:
        yield
    except (pa.ArrowException, flight.FlightError) as failure:
        raise from_arrow(failure) from failure
