"""Random writes, changes and reads through several doors while processes are killed, against a model.

Runs for BENCH_SECONDS (60); TADASHI_SEED repeats the choices.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
import traceback
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import adbc_driver_flightsql.dbapi as adbc
import pyarrow as pa
import pyarrow.flight as flight
from processes import Machine, Process, Server, eventually

import tadashi_mizu as tm

SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
SEED = int(os.environ.get("TADASHI_SEED", random.randrange(2**31)))
OPTIONS = ("--compact-files", "4", "--table-retention", "2s")
SCHEMA = pa.schema([("k", pa.int64()), ("v", pa.string()), ("x", pa.float64())])
MOST_ROWS = 4_000
PATIENCE = float(os.environ.get("MODEL_PATIENCE", "90"))

Row = tuple[int, str | None, float | None]


class Broken(Exception):
    """What a kill did; the same is tried again."""


class Client(threading.Thread):
    """Writes one table and reads it; nobody else does, so that each read has one right answer."""

    def __init__(self, number: int, server: Server, stop: threading.Event) -> None:
        super().__init__(name=f"client{number}")
        self.table = f"t{number}"
        self.dice = random.Random(f"{SEED} {number}")
        self.http, self.flight = server.http, f"grpc://{server.flight}"
        self.stop = stop
        self.there = False
        self.model: list[Row] = []
        self.next = 0
        self.done: dict[str, int] = {}
        self.broken = 0
        self.failure: str | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.step()
            self.check()
        except BaseException:  # noqa: BLE001  told by the test
            self.failure = traceback.format_exc()
            self.stop.set()

    def step(self) -> None:
        doing: list[tuple[Callable[[], None], int]] = [
            (self.append, 6), (self.replace, 1), (self.insert, 2),
            (self.delete, 2), (self.truncate, 1), (self.drop, 1), (self.check, 6),
        ]
        work = self.dice.choices([each for each, _ in doing], [weight for _, weight in doing])[0]
        if not self.there and work in (self.insert, self.delete, self.truncate, self.drop, self.check):
            work = self.append
        if len(self.model) > MOST_ROWS:
            work = self.truncate
        work()
        self.done[work.__name__] = self.done.get(work.__name__, 0) + 1

    def again(self, work: Callable[[], Any]) -> Any:
        """Until it has worked; errors that no kill explains are the test's."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return work()
            except (tm.ResourceError, tm.ExternalError, tm.InternalError, Broken, OSError) as failure:
                last: Exception = failure
            except tm.UserError as failure:
                if failure.name not in ("WRITE_CONFLICT", "UNKNOWN_TASK", "UNKNOWN_SESSION", "UNKNOWN_UPLOAD"):
                    raise
                last = failure
            self.broken += 1
            assert time.monotonic() < deadline, f"{self.table}: not within {PATIENCE} s: {last!r}"
            time.sleep(0.1)

    # Writes

    def rows(self) -> list[Row]:
        count = self.dice.choice([1, 3, 40, 700])
        made = []
        for _ in range(count):
            self.next += 1
            v = self.dice.choice([None, "", "é", f"text {self.next}"])
            made.append((self.next, v, self.dice.choice([None, self.next / 8])))
        return made

    def append(self) -> None:
        self.write("create_append", self.rows())

    def replace(self) -> None:
        self.model = []
        self.write("replace", self.rows())

    def write(self, mode: str, rows: list[Row]) -> None:
        data = pa.Table.from_pylist([dict(zip(SCHEMA.names, row)) for row in rows], SCHEMA)
        name = f"{self.table}-{self.next}"
        doors = [self.by_python, self.straight, self.by_put, self.by_adbc, self.by_json]
        door = self.dice.choice(doors)
        self.again(lambda: door(data, mode, name))
        if self.dice.random() < 0.2:
            # A repeat by another door adds nothing.
            other = self.dice.choice(doors[:3])
            self.again(lambda: other(data, mode, name))
        self.model += rows
        self.there = True

    def by_python(self, data: pa.Table, mode: str, name: str, direct: bool = False) -> None:
        with tm.connect(self.http) as session:
            session.write(self.table, data, mode, ingest_id=name, direct=direct, progress=False)

    def straight(self, data: pa.Table, mode: str, name: str) -> None:
        self.by_python(data, mode, name, direct=True)

    def by_put(self, data: pa.Table, mode: str, name: str) -> None:
        try:
            with flight.FlightClient(self.flight) as client:
                writer, reader = client.do_put(flight.FlightDescriptor.for_path(self.table), data.schema)
                writer.write_metadata(json.dumps({"mode": mode, "ingest_id": name}).encode())
                writer.write_table(data, 250)
                writer.done_writing()
                answer = reader.read()
                writer.close()
        except (flight.FlightError, pa.ArrowException, OSError) as failure:
            raise Broken(repr(self.explained(failure))) from failure
        if answer is None:
            raise Broken("no answer")

    def by_adbc(self, data: pa.Table, mode: str, name: str) -> None:
        try:
            with adbc.connect(self.flight, autocommit=True) as connection, connection.cursor() as cursor:
                header = "adbc.flight.sql.rpc.call_header.x-tadashi-ingest-id"
                cursor.adbc_statement.set_options(**{header: name})
                cursor.adbc_ingest(self.table, data, mode=mode)
        except (adbc.Error, OSError) as failure:
            raise Broken(repr(self.explained(failure))) from failure

    def by_json(self, data: pa.Table, mode: str, name: str) -> None:
        """Text tells types by looking at values, so a column without any says nothing."""
        lines = "".join(json.dumps({k: v for k, v in row.items()}) + "\n" for row in data.to_pylist())
        if mode == "replace" or not self.there or data.column("x").null_count == len(data):
            return self.by_python(data, mode, name)
        url = f"{self.http}/v1/tables/{self.table}/rows?mode={mode}&ingest_id={name}"
        request = urllib.request.Request(url, lines.encode(), {"Content-Type": "application/x-ndjson"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
        except urllib.error.HTTPError as failure:
            problem = json.loads(failure.read())
            if failure.code < 500 and problem.get("name") not in ("UNKNOWN_UPLOAD", "WRITE_CONFLICT"):
                raise AssertionError(problem) from failure
            raise Broken(str(problem)) from failure
        return None

    def explained(self, failure: Exception) -> Exception:
        """What no kill does is not tried again."""
        for bad in ("IDEMPOTENCY_CONFLICT", "TYPE_MISMATCH", "TABLE_EXISTS", "INVALID_ARGUMENT", "NOT_IMPLEMENTED"):
            assert bad not in str(failure), failure
        return failure

    # Statements

    def sql(self, statement: str, key: str | None = None) -> pa.Table:
        def run() -> pa.Table:
            with tm.connect(self.http) as session:
                return session.sql(statement, idempotency_key=key).result().to_arrow()

        return self.again(run)

    def insert(self) -> None:
        self.next += 1
        row = (self.next, f"sql {self.next}", 0.5)
        self.sql(f"insert into {self.table} values {row}", f"insert-{self.table}-{self.next}")
        self.model.append(row)

    def delete(self) -> None:
        low = self.dice.randint(1, self.next)
        high = low + self.dice.choice([0, 5, 100, 2000])
        self.sql(f"delete from {self.table} where k between {low} and {high}")
        self.model = [row for row in self.model if not low <= row[0] <= high]

    def truncate(self) -> None:
        self.sql(f"truncate table {self.table}")
        self.model = []

    def drop(self) -> None:
        self.sql(f"drop table if exists {self.table}")
        self.model = []
        self.there = False

    # Reads

    def check(self) -> None:
        if not self.there:
            return
        if self.dice.random() < 0.5:
            answer = self.sql(f"select count(*) n, sum(k) s, count(v) v, count(x) x from {self.table}").to_pylist()
            expected = {
                "n": len(self.model),
                "s": sum(row[0] for row in self.model) if self.model else None,
                "v": sum(row[1] is not None for row in self.model),
                "x": sum(row[2] is not None for row in self.model),
            }
            assert answer == [expected], self.table
            return
        found = [(row["k"], row["v"], row["x"]) for row in self.sql(f"select k, v, x from {self.table}").to_pylist()]
        assert sorted(found, key=repr) == sorted(self.model, key=repr), self.table


def test_every_read_is_what_the_model_says_whatever_is_killed(machine: Machine) -> None:
    print(f"TADASHI_SEED={SEED}")
    dice = random.Random(SEED)
    server = machine.server(*OPTIONS)
    workers: list[Process] = [machine.worker(f"worker{i}", server.flight) for i in range(2)]
    ports = dict(zip(("http_port", "flight_port"), server.ports()))
    attached(server)
    stop = threading.Event()
    clients = [Client(number, server, stop) for number in range(3)]
    for client in clients:
        client.start()
    end = time.monotonic() + SECONDS
    kills = 0
    while not stop.wait(dice.uniform(2, 8)) and time.monotonic() < end:
        kills += 1
        if dice.random() < 0.5:
            server.kill()
            server = machine.server(*OPTIONS, **ports)
        else:
            chosen = dice.randrange(2)
            workers[chosen].kill()
            workers[chosen] = machine.worker(f"worker{chosen}", server.flight)
    stop.set()
    for client in clients:
        client.join(2 * PATIENCE)
        assert not client.is_alive(), client.table
    print(f"{kills} kills, {[(client.done, client.broken) for client in clients]}")
    failures = [client.failure for client in clients if client.failure]
    assert not failures, "\n".join(failures)
    assert kills > 0 and all(client.done.get("check") for client in clients)
    attached(server)
    nothing_is_left(machine, server, {client.table for client in clients if client.there})


def attached(server: Server) -> None:
    with tm.connect(server.http) as session:
        eventually("a worker", lambda: any(w.state == "healthy" for w in session.workers()))


def nothing_is_left(machine: Machine, server: Server, tables: set[str]) -> None:
    """Files that no snapshot needs go, and so does the memory of what broke off."""
    root = machine.folder / "server" / "store"

    def swept() -> bool:
        with tm.connect(server.http) as session:
            named = sum(t.files for t in session.tables("main") if str(t.name).removeprefix("main.") in tables)
        data = [file for file in root.glob("*/data/*.parquet")]
        folders = {file.parents[1].name for file in data}
        return folders <= tables and len(data) <= named

    eventually("only files of tables are there", swept)
