"""Control planes and workers as real processes, each started, killed and stopped by hand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
T = TypeVar("T")


def eventually(what: str, ask: Callable[[], T | None], patience: float = PATIENCE) -> T:
    """Asks until the answer is neither None nor False."""
    deadline = time.monotonic() + patience
    while True:
        answer = ask()
        if answer is not None and answer is not False:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.02)


def environment() -> dict[str, str]:
    """Ours without the seed of tests, which is no setting of a process."""
    return {name: value for name, value in os.environ.items() if name != "TADASHI_SEED"}


class Process:
    """One `./tadashi server` or `./tadashi worker`, ready when constructed."""

    def __init__(self, kind: str, data: Path, *options: str) -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        self.log = data.parent / f"{data.name}.log"
        ready = data / f"{kind}.ready"
        ready.unlink(missing_ok=True)
        command = [str(ROOT / "tadashi"), kind, "--data-dir", str(data), *options]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment())
        try:
            self.ready: dict[str, Any] = eventually(f"{data.name} is ready", lambda: self._read(ready))
        except BaseException:
            self.kill()
            raise

    def _read(self, ready: Path) -> dict[str, Any] | None:
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        text = ready.read_text() if ready.exists() else ""
        return json.loads(text) if text.endswith("}") or text.endswith("}\n") else None

    def kill(self) -> None:
        """kill -9: nothing is flushed, nobody is told."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def signal(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


class Server(Process):
    def __init__(self, data: Path, files: Path, http_port: int = 0, flight_port: int = 0,
                 more: tuple[str, ...] = ()) -> None:
        super().__init__(
            "server", data, "--file-root", str(files), "--file-root", str(ROOT / "testdata"),
            "--http-port", str(http_port), "--flight-port", str(flight_port), *more,
        )
        self.http: str = self.ready["http"]
        self.flight: str = self.ready["flight"].removeprefix("grpc://")

    def ports(self) -> tuple[int, int]:
        return int(self.http.rsplit(":", 1)[1]), int(self.flight.rsplit(":", 1)[1])


class Worker(Process):
    def __init__(self, data: Path, files: Path, server: str | None = None, *more: str) -> None:
        joined = ["--server", server] if server else []
        sizes = {"--memory": "1GiB", "--threads": "1"}
        small = [word for name, size in sizes.items() if name not in more for word in (name, size)]
        super().__init__(
            "worker", data, "--port", "0", *small,
            "--file-root", str(files), "--file-root", str(ROOT / "testdata"),
            "--file-root", str(data.parent / "server" / "store"), *joined, *more,
        )
        self.address: str = self.ready["address"]


class Machine:
    """A folder, and the processes of one test; all are stopped at its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "files"
        self.files.mkdir()
        self.processes: list[Process] = []

    def server(self, *more: str, **ports: int) -> Server:
        started = Server(self.folder / "server", self.files, more=more, **ports)
        self.processes.append(started)
        return started

    def worker(self, name: str, server: str | None = None, *more: str) -> Worker:
        started = Worker(self.folder / name, self.files, server, *more)
        self.processes.append(started)
        return started
