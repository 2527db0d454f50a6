"""Server-sent events: what changes in the cluster, as it changes."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from ._errors import ExternalError
from ._wire import http_error, opener

# The server sends a comment more often than this by default.
SILENCE = 60.0


@dataclass(frozen=True)
class Event:
    """A change: `snapshot`, `task`, `worker` or `worker-gone`; `data` as the server's JSON."""

    id: str
    kind: str
    data: dict[str, Any]


def listen(url: str, token: str | None, session: str, last_id: str | None) -> Iterator[Event]:
    """Events of that address until the server ends the stream or the iterator is closed."""
    headers = {"Accept": "text/event-stream", "x-tadashi-session": session}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    if last_id is not None:
        headers["Last-Event-ID"] = last_id
    request = urllib.request.Request(url, headers=headers)
    try:
        with opener(url).open(request, timeout=SILENCE) as stream:
            yield from parse(stream)
    except urllib.error.HTTPError as failure:
        raise http_error(failure, url) from failure
    except OSError as failure:
        raise ExternalError(
            f"the events of {url} broke off: {failure}", name="STREAM_BROKEN"
        ) from failure


def parse(stream: IO[bytes]) -> Iterator[Event]:
    """Events of a text/event-stream; comments are skipped."""
    fields: dict[str, str] = {}
    for line in stream:
        name, colon, value = line.decode("utf-8").rstrip("\r\n").partition(":")
        if name and colon:
            fields[name] = value.removeprefix(" ")
        elif not name and not colon and "data" in fields:
            yield Event(fields.get("id", ""), fields.get("event", ""), json.loads(fields["data"]))
            fields = {}
