"""Uploads that go wrong: bad streams, failing, slow, denying and full stores, lost workers."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight
import pytest
from buckets import FaultyNetwork
from processes import Machine, Server, eventually

import tadashi_mizu as tm

STREAM = "application/vnd.apache.arrow.stream"
ROWS = pa.table({"a": range(200_000), "b": [f"text {i}" for i in range(200_000)]})


def cluster(machine: Machine, *options: str, workers: int = 1) -> Server:
    server = machine.server(*options)
    for i in range(workers):
        machine.worker(f"worker{i}", server.flight, *OWN.get(options, ()))
    with tm.connect(server.http) as session:
        eventually("workers", lambda: len([w for w in session.workers() if w.state == "healthy"]) == workers)
    return server


OWN: dict[tuple[str, ...], tuple[str, ...]] = {}


def rows(session: tm.Session, query: str) -> list[dict[str, Any]]:
    return session.sql(query).result().to_arrow().to_pylist()


def at_baseline(machine: Machine, session: tm.Session, table: str, root: Path | None = None) -> None:
    """No table, no file of it, no memory held."""
    folder = (root or machine.folder / "server" / "store") / table
    assert not any(str(each.name) == f"main.{table}" for each in session.tables("main"))
    eventually("no file is left", lambda: not [file for file in folder.rglob("*.parquet")])
    eventually("memory is free", lambda: all(w.load.memory_used < 16 << 20 for w in session.workers()))


def post(server: Server, table: str, body: bytes, kind: str = STREAM) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(f"{server.http}/v1/tables/{table}/rows", body, {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as failure:
        return failure.code, json.loads(failure.read())


def messages(table: pa.Table) -> list[bytes]:
    """The messages of a stream of it: schema, batches."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    reader, found = pa.ipc.MessageReader.open_stream(sink.getvalue()), []
    while True:
        try:
            found.append(reader.read_next_message().serialize().to_pybytes())
        except StopIteration:
            return found


END = struct.pack("<iI", -1, 0)


def test_streams_that_are_not_what_they_began_as_leave_nothing(machine: Machine) -> None:
    server = cluster(machine)
    schema, good = messages(pa.table({"a": [1, 2, 3]}))
    other_schema, other = messages(pa.table({"a": ["x", "y", "z"], "b": [1, 2, 3]}))
    # The length of the body, as the message tells it, is what the server would make room for.
    head = 8 + struct.unpack_from("<i", good, 4)[0]
    told = struct.pack("<q", len(good) - head)
    assert told in good[:head]
    huge = good[:head].replace(told, struct.pack("<q", 2 << 30)) + good[head:]
    with tm.connect(server.http) as session:
        for name, body in {
            "another schema": schema + good + other_schema + other + END,
            "a batch of another schema": schema + good + other + END,
            "cut": schema + good + good[: len(good) // 2],
            "2 GiB claimed": schema + good + huge + END,
            "no schema": good + END,
            "nothing": b"",
        }.items():
            status, problem = post(server, "odd", body)
            assert status in (400, 413, 422), (name, status, problem)
            assert problem["detail"], name
            at_baseline(machine, session, "odd")
        assert post(server, "odd", schema + good + END)[0] == 200


def lists(offsets: list[int], child: pa.Array) -> pa.Array:
    packed = pa.py_buffer(b"".join(n.to_bytes(4, "little", signed=True) for n in offsets))
    return pa.Array.from_buffers(pa.list_(child.type), len(offsets) - 1, [None, packed], children=[child])


@pytest.mark.parametrize("direct", [True, False])
def test_what_lies_outside_of_nested_values_is_not_read(machine: Machine, direct: bool) -> None:
    server = cluster(machine)
    text = pa.array(["ab", "cd"])
    invalid = pa.Array.from_buffers(
        pa.string(), 2, [None, text.buffers()[1], pa.py_buffer(b"a\xffcd")]
    )
    with tm.connect(server.http) as session:
        for name, column in {
            "beyond": lists([0, 1_000_000, 2], text),
            "back": lists([2, 0, 2], text),
        }.items():
            with pytest.raises(tm.TadashiError, match="outside of its buffers|damaged|column 'c'"):
                session.write("outside", pa.table({"c": column}), direct=direct)
            assert session.workers()[0].state == "healthy", name
        for column in (lists([0, 1, 2], invalid), pa.StructArray.from_arrays([invalid], ["s"])):
            with pytest.raises(tm.UserError, match="column 'c'.*not UTF-8"):
                session.write("outside", pa.table({"c": column}), direct=direct)
        at_baseline(machine, session, "outside")


def test_two_replaces_at_once_are_each_seen_whole(machine: Machine) -> None:
    server = cluster(machine, workers=2)
    stop = threading.Event()
    failures: list[BaseException] = []

    def replace(writer: int) -> None:
        with tm.connect(server.http) as session:
            for turn in range(12):
                data = pa.table({"w": [writer] * (1000 + writer), "turn": [turn] * (1000 + writer)})
                try:
                    session.write("both", data, "replace", direct=turn % 2 == 0)
                except BaseException as failure:  # noqa: BLE001  told below
                    failures.append(failure)

    with tm.connect(server.http) as session:
        session.write("both", pa.table({"w": [0] * 1000, "turn": [0] * 1000}))
        writers = [threading.Thread(target=replace, args=(n,)) for n in (1, 2)]
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            seen = rows(session, "select w, turn, count(*) n from both group by w, turn")
            assert len(seen) == 1 and seen[0]["n"] == 1000 + seen[0]["w"], seen
        stop.set()
        assert failures == []
        assert rows(session, "select max(turn) t from both") == [{"t": 11}]


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("direct", [True, False])
def test_a_full_store_is_told_and_nothing_is_left(machine: Machine, full: Path, direct: bool) -> None:
    root = ("--store-root", str(full))
    OWN[root] = ("--file-root", str(full))
    server = cluster(machine, *root)
    noise = pa.table({"b": pa.array([os.urandom(64) for _ in range(400_000)], pa.binary())})
    with tm.connect(server.http) as session:
        session.write("fits", ROWS.slice(0, 100), direct=direct)
        with pytest.raises(tm.TadashiError, match="DISK_FULL.*no space is left"):
            session.write("full", noise, direct=direct)
        at_baseline(machine, session, "full", full)
        session.write("fits", ROWS.slice(0, 100), direct=direct)
        assert rows(session, "select count(*) n from fits") == [{"n": 200}]


@pytest.fixture
def network(endpoint: str, s3: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyNetwork]:
    faulty = FaultyNetwork(endpoint)
    monkeypatch.setenv("AWS_ENDPOINT_URL", faulty.url)
    yield faulty
    faulty.close()


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("place", ["data", "metadata"])
def test_a_bucket_that_fails_or_denies_while_it_is_written(
    machine: Machine, network: FaultyNetwork, s3: Any, place: str, direct: bool
) -> None:
    server = cluster(machine, "--store-root", "s3://test-bucket/lake")
    with tm.connect(server.http) as session:
        session.write("kept", ROWS, "create", ingest_id="first", direct=direct)
        for status, name in ((403, "STORE_DENIED"), (500, "STORE_UNREACHABLE")):
            network.fault = lambda path, s=status: s if f"/kept/{place}/" in path else None
            with pytest.raises(tm.TadashiError) as failure:
                session.write("kept", ROWS.to_reader(), "append", ingest_id=f"then {status}", direct=direct)
            assert failure.value.name == name, failure.value
            network.fault = lambda path: None
            # Nobody may know what came of a commit; the same id makes it once in any case.
            session.write("kept", ROWS, "append", ingest_id=f"then {status}", direct=direct)
        assert rows(session, "select count(*) n, sum(a) s from kept") == [
            {"n": 3 * len(ROWS), "s": 3 * sum(range(len(ROWS)))}
        ]
        session.evict("main.kept")
        eventually("memory is free", lambda: session.workers()[0].load.memory_used < 16 << 20)


def test_a_slow_bucket_slows_its_writers_and_takes_no_more_memory(
    machine: Machine, network: FaultyNetwork, s3: Any
) -> None:
    server = cluster(machine, "--store-root", "s3://test-bucket/lake")

    def slow(path: str) -> None:
        time.sleep(0.3 if "/data/" in path else 0)

    network.fault = slow
    most = 0
    with tm.connect(server.http) as session:
        done = threading.Event()

        def write() -> None:
            for n in range(3):
                session.write("slow", ROWS, ingest_id=f"slow{n}")
            done.set()

        writer = threading.Thread(target=write)
        writer.start()
        with tm.connect(server.http) as looking:
            while not done.wait(0.2) and writer.is_alive():
                most = max(most, looking.workers()[0].load.memory_used)
        writer.join()
        assert rows(session, "select count(*) n from slow") == [{"n": 3 * len(ROWS)}]
    assert most < 512 << 20


def test_a_worker_that_is_lost_in_an_upload_is_an_error_to_repeat_and_leaves_nothing(machine: Machine) -> None:
    server = cluster(machine, workers=2)
    batch = pa.record_batch({"a": list(range(100_000))})
    with tm.connect(server.http) as session, flight.FlightClient(f"grpc://{server.flight}") as client:
        writer, reader = client.do_put(flight.FlightDescriptor.for_path("lost"), batch.schema)
        writer.write_metadata(b'{"ingest_id": "lost"}')
        for _ in range(25):
            writer.write_batch(batch)
        eventually("a file", lambda: list((machine.folder / "server" / "store" / "lost").rglob("*.parquet")))
        for process in machine.processes[1:2]:
            process.kill()
        with pytest.raises((flight.FlightError, pa.ArrowException)) as failure:
            for _ in range(100):
                writer.write_batch(batch)
            writer.done_writing()
            reader.read()
            writer.close()
        assert "WORKER_LOST" in str(failure.value) or "WORKER_UNREACHABLE" in str(failure.value), failure.value
        assert not any(str(each.name) == "main.lost" for each in session.tables("main"))
        eventually("one worker is left", lambda: len([w for w in session.workers() if w.state == "healthy"]) == 1)
        session.write("lost", pa.table({"a": [1]}), ingest_id="lost", direct=False)
        assert rows(session, "select count(*) n from lost") == [{"n": 1}]


def put_rows(server: Server, table: str, data: pa.Table) -> int:
    """Without an ingest id and without a repeat."""
    with flight.FlightClient(f"grpc://{server.flight}") as client:
        writer, reader = client.do_put(flight.FlightDescriptor.for_path(table), data.schema)
        writer.write_table(data, 50_000)
        writer.done_writing()
        answer = reader.read()
        writer.close()
    return int(json.loads(answer.to_pybytes())["rows"])


def test_a_worker_that_is_lost_before_it_got_rows_is_passed_over(machine: Machine) -> None:
    server = cluster(machine, workers=2)
    machine.processes[1].kill()
    # The control plane notices within seconds; until then every other write begins with the lost one.
    for n in range(4):
        assert put_rows(server, "over", ROWS.slice(0, 100)) == 100, n
        assert put_rows(server, "over", ROWS) == len(ROWS), n
    with tm.connect(server.http) as session:
        assert rows(session, "select count(*) n from over") == [{"n": 4 * (100 + len(ROWS))}]


def test_rows_of_a_reader_that_broke_are_not_sent_again_and_those_of_a_table_are(machine: Machine) -> None:
    server = cluster(machine)
    worker = machine.processes[1]
    large = pa.table({"a": range(3_000_000)})
    store = machine.folder / "server" / "store"

    def killed_in_the_middle() -> pa.RecordBatchReader:
        def batches() -> Iterator[pa.RecordBatch]:
            for n, batch in enumerate(large.to_batches(100_000)):
                if n == 25:
                    eventually("a file", lambda: list((store / "reader").rglob("*.parquet")))
                    worker.kill()
                yield batch

        return pa.RecordBatchReader.from_batches(large.schema, batches())

    with tm.connect(server.http) as session:
        with pytest.raises(tm.TadashiError, match="read once.*from a new one with ingest_id='r'") as failure:
            session.write("reader", killed_in_the_middle(), ingest_id="r", direct=False)
        assert failure.value.name in ("WORKER_LOST", "WORKER_UNREACHABLE")
        assert not any(str(each.name) == "main.reader" for each in session.tables("main"))
        with pytest.raises(tm.TadashiError, match="NO_WORKERS|WORKER_LOST|WORKER_UNREACHABLE"):
            session.write("reader", large, ingest_id="r", direct=False, tries=1)
        late = threading.Timer(1, lambda: machine.worker("late", server.flight))
        late.start()
        written = session.write("reader", large, ingest_id="r", direct=False, tries=20)
        late.join()
        assert (written.rows, written.repeated) == (len(large), False)
        assert rows(session, "select count(*) n from reader") == [{"n": len(large)}]
