"""A real Flight server with one table and one task, for what needs a wire but no cluster."""

from __future__ import annotations

import base64
import json
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight

ROWS = pa.table({"carrier": ["AA", "UA", None], "delay": [1.5, 2.5, None]})
NOW = "2013-01-01T00:00:00.123456789Z"
TASK = "0190a0a0-0000-7000-8000-000000000001"


def error(code: int, name: str, message: str) -> flight.FlightServerError:
    detail = {"code": code, "name": name, "class": "user", "message": message}
    return flight.FlightServerError(message, json.dumps(detail).encode())


class SessionHeader(flight.ServerMiddlewareFactory):
    def start_call(self, info: Any, headers: dict[str, list[str]]) -> Any:
        return Headers({name: values[0] for name, values in headers.items()})


class Headers(flight.ServerMiddleware):
    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers


class LittleServer(flight.FlightServerBase):
    def __init__(self) -> None:
        super().__init__("grpc://127.0.0.1:0", middleware={"headers": SessionHeader()})
        self.uri = f"grpc://127.0.0.1:{self.port}"
        self.sessions: list[str] = []
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.fetched = 0
        self.states = ["queued", "running", "succeeded"]
        self.error: dict[str, Any] | None = None

    def forget_sessions(self) -> None:
        self.sessions.clear()

    def list_actions(self, context: Any) -> list[tuple[str, str]]:
        return [("GetTask", "a task with its stages and splits")]

    def do_action(self, context: Any, action: flight.Action) -> list[bytes]:
        request = json.loads(action.body.to_pybytes() or b"{}")
        self.requests.append((action.type, request))
        headers = context.get_middleware("headers").headers
        if action.type == "OpenSession":
            self.sessions.append(f"s{len(self.requests)}")
            answer: dict[str, Any] = {"session": self.sessions[-1], "flight_uri": self.uri}
        elif headers.get("x-tadashi-session") not in self.sessions:
            raise error(1028, "UNKNOWN_SESSION", "there is no such session")
        else:
            answer = self.answer(action.type, request)
        return [json.dumps(answer).encode()]

    def answer(self, name: str, request: dict[str, Any]) -> dict[str, Any]:
        if name in ("SubmitTask", "LoadTable"):
            return {"id": TASK, "state": "queued"}
        if name == "GetTask":
            if request["id"] != TASK:
                raise error(1012, "UNKNOWN_TASK", "there is no such task")
            return self.task()
        if name == "ListTasks":
            first = request.get("after") is None
            return {"tasks": [self.task()], **({"next": TASK} if first else {})}
        if name == "ListWorkers":
            load = {"threads": 2, "memory_limit": 1 << 30, "cpu_load": 0.5, "newer_field": 1}
            worker = {"address": "localhost:50051", "state": "healthy", "load": load}
            return {"workers": [{**worker, "registered": NOW, "last_report": NOW}]}
        raise error(1005, "UNKNOWN_OPERATION", f"there is no operation '{name}'")

    def task(self) -> dict[str, Any]:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        task = {"id": TASK, "kind": "aggregate", "state": state, "submitted": NOW, "progress": 0.5}
        if state == "succeeded":
            task |= {"ticket": base64.b64encode(b"rows").decode(), "rows": 3, "finished": NOW}
        return task if self.error is None else task | {"error": self.error}

    def do_get(self, context: Any, ticket: flight.Ticket) -> flight.RecordBatchStream:
        if self.fetched:
            raise error(1014, "RESULT_GONE", "the result was already fetched")
        self.fetched += 1
        return flight.RecordBatchStream(ROWS)
