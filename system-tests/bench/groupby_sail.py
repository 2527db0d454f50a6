"""Sail's Flight SQL server as a side of `bench groupby`: a process of its own, asked by ADBC.

It has no tables in memory, so each query reads the Parquet files, which the system's page cache holds.
"""

from __future__ import annotations

import math
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import adbc_driver_flightsql.dbapi as adbc
from figures import keep_answer
from groupby_queries import Query

PATIENCE = 30.0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def statement(query: Query) -> str | None:
    """In Spark's dialect; None where it has no such aggregate."""
    sql = re.sub(r"(corr\([^)]*\)) \^ 2", r"power(\1, 2)", query.sql)
    return None if re.search(r"\bmax\(v3, 2\)", sql) else sql


class Sail:
    """The server and a connection to it."""

    name = "sail"

    def __init__(self, threads: int, stack: ExitStack) -> None:
        port = free_port()
        command = [sys.executable, "-m", "pysail", "flight", "server", "--port", str(port)]
        environment = {"TOKIO_WORKER_THREADS": str(threads), "SAIL_EXECUTION__DEFAULT_PARALLELISM": str(threads)}
        self.process = subprocess.Popen(["env", *(f"{k}={v}" for k, v in environment.items()), *command])
        stack.callback(self.process.wait)
        stack.callback(self.process.terminate)
        self.cursor = stack.enter_context(self._connect(port, stack).cursor())

    def _connect(self, port: int, stack: ExitStack) -> adbc.Connection:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with closing(socket.create_connection(("127.0.0.1", port), 1)):
                    break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit("sail: its server did not start") from None
                time.sleep(0.1)
        return stack.enter_context(adbc.connect(f"grpc://127.0.0.1:{port}", autocommit=True))

    def load(self, folder: Path, stay: bool) -> float:
        begin = time.perf_counter()
        self.cursor.execute(f"create or replace temporary view t using parquet options (path '{folder}')")
        self.cursor.fetchall()
        return time.perf_counter() - begin

    def run(self, query: Query, save: Path | None) -> dict[str, float]:
        sql = statement(query)
        if sql is None:
            return {"seconds": math.inf}
        begin = time.perf_counter()
        self.cursor.execute(sql)
        answer = self.cursor.fetch_arrow_table()
        seconds = time.perf_counter() - begin
        keep_answer(answer, save)
        return {"seconds": seconds}

    def peak_mib(self) -> float:
        return math.nan
