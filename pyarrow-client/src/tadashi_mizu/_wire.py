"""The connection: a session over HTTP or Flight, then JSON in DoAction and Arrow in DoGet."""

from __future__ import annotations

import ipaddress
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight

from ._errors import (
    UNKNOWN_SESSION,
    ExternalError,
    InternalError,
    TadashiError,
    UserError,
    find_detail,
    from_detail,
    typed_errors,
)

FLIGHT_SCHEMES = ("grpc", "grpc+tcp", "grpc+tls")
HTTP_TIMEOUT = 30.0


class Wire:
    """One session with the control plane. It is opened again by itself when it has expired."""

    def __init__(
        self,
        address: str,
        token: str | None = None,
        search_path: Sequence[str] | None = None,
        timeout: float | None = None,
    ) -> None:
        self.address = address
        self._token = token
        self._timeout = timeout
        self._request = {} if search_path is None else {"search_path": list(search_path)}
        self._client: flight.FlightClient | None = None
        self._open()

    def _open(self) -> None:
        scheme = urllib.parse.urlsplit(self.address).scheme
        if scheme in FLIGHT_SCHEMES:
            self.flight_uri = self.address
            self._dial()
            answer = self._act("OpenSession", self._request, session=None)
        else:
            answer = post_json(http_base(self.address) + "/v1/session", self._request, self._token)
            self.flight_uri = str(answer["flight_uri"])
            self._dial()
        self.session = str(answer["session"])

    def _dial(self) -> None:
        self.close()
        with typed_errors():
            self._client = flight.FlightClient(self.flight_uri)

    def call(self, operation: str, request: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One operation of the control plane."""
        try:
            return self._act(operation, request or {}, self.session)
        except TadashiError as failure:
            if failure.code != UNKNOWN_SESSION:
                raise
        # The session is checked before anything is done, so asking again repeats nothing.
        self._open()
        return self._act(operation, request or {}, self.session)

    def _act(
        self, operation: str, request: Mapping[str, Any], session: str | None
    ) -> dict[str, Any]:
        body = json.dumps(request, allow_nan=False).encode("utf-8")
        with typed_errors():
            action = flight.Action(operation, body)
            results = list(self.client.do_action(action, self._options(session)))
        if not results:
            raise InternalError(f"{operation} was answered with nothing", name="PROTOCOL")
        answer: dict[str, Any] = json.loads(results[0].body.to_pybytes())
        return answer

    def events_url(self, task: str | None = None) -> str:
        """Where events are told, by HTTP."""
        if urllib.parse.urlsplit(self.address).scheme in FLIGHT_SCHEMES:
            raise UserError(
                "events are told by HTTP, and this session knows only the Flight address",
                name="NO_HTTP_ADDRESS",
                hint="connect to the control plane's HTTP address, 8080 by default",
            )
        path = "/v1/events" if task is None else f"/v1/tasks/{task}/events"
        return http_base(self.address) + path

    @property
    def token(self) -> str | None:
        """The cluster token, when it has one."""
        return self._token

    def fetch(self, ticket: bytes) -> pa.Table:
        """All rows of one result stream."""
        with typed_errors():
            reader = self.client.do_get(flight.Ticket(ticket), self._options(self.session))
            return reader.read_all()

    def put(
        self, descriptor: flight.FlightDescriptor, schema: pa.Schema
    ) -> tuple[flight.FlightStreamWriter, flight.FlightMetadataReader]:
        """A stream of rows to the control plane."""
        return self.client.do_put(descriptor, schema, self._options(self.session))

    def dial(self, address: str) -> flight.FlightClient:
        """A connection to a worker, `host:port`."""
        return flight.FlightClient(f"grpc://{address}")

    def options(self) -> flight.FlightCallOptions:
        """What a call to a worker needs."""
        return self._options(None)

    def operations(self) -> dict[str, str]:
        """What the server offers, by ListActions."""
        with typed_errors():
            actions = self.client.list_actions(self._options(self.session))
            return {action.type: action.description for action in actions}

    @property
    def client(self) -> flight.FlightClient:
        """The Flight connection."""
        if self._client is None:
            raise ExternalError("the session is closed", name="SESSION_CLOSED")
        return self._client

    def _options(self, session: str | None) -> flight.FlightCallOptions:
        headers = [] if session is None else [(b"x-tadashi-session", session.encode())]
        if self._token is not None:
            headers.append((b"authorization", b"Bearer " + self._token.encode()))
        return flight.FlightCallOptions(timeout=self._timeout, headers=headers)

    def close(self) -> None:
        """Closes the connection; again is fine."""
        if self._client is not None:
            self._client.close()
            self._client = None


def http_base(address: str) -> str:
    """`host:port` or an http(s) URL, without a slash at the end."""
    base = address if "://" in address else f"http://{address}"
    parts = urllib.parse.urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"'{address}' is no address: host:port, http://..., or grpc://host:port")
    return base.rstrip("/")


def post_json(url: str, request: Mapping[str, Any], token: str | None = None) -> dict[str, Any]:
    """POSTs a JSON body; an answer that is an error becomes the exception of its class."""
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    call = urllib.request.Request(url, json.dumps(request).encode(), headers, method="POST")
    try:
        with opener(url).open(call, timeout=HTTP_TIMEOUT) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except urllib.error.HTTPError as failure:
        raise http_error(failure, url) from failure
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "reason", failure)
        raise ExternalError(
            f"no control plane answers at {url}: {reason}",
            name="SERVER_UNREACHABLE",
            hint="is it running? the address is that of its HTTP port, 8080 by default",
        ) from failure


def http_error(failure: urllib.error.HTTPError, url: str) -> TadashiError:
    detail = find_detail(failure.read().decode("utf-8", "replace"))
    if detail is not None:
        return from_detail(detail)
    return ExternalError(f"{url} answered {failure.code} {failure.reason}", name="HTTP_ERROR")


def opener(url: str) -> urllib.request.OpenerDirector:
    """The system's proxies, but never for this machine."""
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    handlers = [urllib.request.ProxyHandler({})] if local else []
    return urllib.request.build_opener(*handlers)
