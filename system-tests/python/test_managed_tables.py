"""Managed tables of a real cluster, read by those who did not write them, and after kills."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
from datetime import date, datetime, time, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from processes import ROOT, Machine, Server, eventually
from pyiceberg.table import StaticTable

import tadashi_mizu as tm

TYPES: dict[str, tuple[pa.DataType, list[Any]]] = {
    "bool": (pa.bool_(), [True, False]),
    "int8": (pa.int8(), [-128, 127]),
    "int16": (pa.int16(), [-32768, 32767]),
    "int32": (pa.int32(), [-(2**31), 2**31 - 1]),
    "int64": (pa.int64(), [-(2**63), 2**63 - 1]),
    "uint8": (pa.uint8(), [0, 255]),
    "uint16": (pa.uint16(), [0, 65535]),
    "uint32": (pa.uint32(), [0, 2**32 - 1]),
    "float32": (pa.float32(), [-1.5, float("inf")]),
    "float64": (pa.float64(), [5e-324, -0.0]),
    "text": (pa.string(), ["", "zürich 日本"]),
    "coded": (pa.dictionary(pa.int32(), pa.string()), ["a", "b"]),
    "view": (pa.string_view(), ["short", "long enough to be elsewhere"]),
    "bytes": (pa.binary(), [b"", b"\x00\xff"]),
    "date": (pa.date32(), [date(1, 1, 1), date(9999, 12, 31)]),
    "small_decimal": (pa.decimal128(9, 2), [Decimal("-1234567.89"), Decimal("0.01")]),
    "large_decimal": (pa.decimal128(38, 10), [Decimal("1234567890123456789012345678.0123456789"), Decimal(0)]),
    "time": (pa.time64("us"), [time(0, 0), time(23, 59, 59, 999999)]),
    "time_s": (pa.time32("s"), [time(1, 2, 3), time(23, 59, 59)]),
    "local": (pa.timestamp("us"), [datetime(1969, 7, 20, 20, 17, 40, 1), datetime(2026, 1, 1)]),
    "local_s": (pa.timestamp("s"), [datetime(1969, 7, 20), datetime(2026, 1, 1)]),
    "instant": (pa.timestamp("us", "UTC"), [datetime(2026, 1, 1, tzinfo=timezone.utc)] * 2),
}


def all_types() -> pa.Table:
    columns = {name: pa.array([*values, None], kind) for name, (kind, values) in TYPES.items()}
    return pa.table(columns)


def store(machine: Machine) -> Path:
    return machine.folder / "server" / "store"


def newest(machine: Machine, table: str) -> Path:
    files = (store(machine) / table / "metadata").glob("*.metadata.json")
    return max(files, key=lambda file: (int(file.name.split("-")[0]), file.stat().st_mtime_ns))


def by_iceberg(machine: Machine, table: str) -> pa.Table:
    return StaticTable.from_metadata(str(newest(machine, table))).scan().to_arrow()


def by_duckdb(machine: Machine, table: str) -> duckdb.DuckDBPyRelation:
    """By DuckDB's Parquet reader over the files that the current snapshot names."""
    static = StaticTable.from_metadata(str(newest(machine, table)))
    files = [task.file.file_path.removeprefix("file://") for task in static.scan().plan_files()]
    return duckdb.read_parquet(files, union_by_name=True)


def ours(server: Server, sql: str) -> pa.Table:
    with tm.connect(server.http) as session:
        return session.sql(sql).result().to_arrow()


def cluster(machine: Machine, *options: str) -> Server:
    server = machine.server(*options)
    machine.worker("worker", server.flight)
    attached(server)
    return server


def attached(server: Server) -> None:
    with tm.connect(server.http) as session:
        eventually("a worker", lambda: any(w.state == "healthy" for w in session.workers()))


def values(table: pa.Table, name: str) -> list[Any]:
    return table.column(name).to_pylist()


def test_others_read_equal_values_of_every_type(machine: Machine) -> None:
    server = cluster(machine)
    written = all_types()
    with tm.connect(server.http) as session:
        session.write("main.types", written, mode="create")
        session.write("main.types", written.slice(0, 1), mode="append")
    expected = pa.concat_tables([written, written.slice(0, 1)])
    read = {
        "us": ours(server, "SELECT * FROM main.types"),
        "pyiceberg": by_iceberg(machine, "types"),
        "duckdb": by_duckdb(machine, "types").to_arrow_table(),
    }
    for who, table in read.items():
        assert table.num_rows == 4, who
        for name in TYPES:
            got = sorted(map(repr, normal(values(table, name))))
            assert got == sorted(map(repr, normal(values(expected, name)))), (who, name)


def normal(found: list[Any]) -> list[Any]:
    """An instant is the same instant in any zone."""
    return [
        v.astimezone(timezone.utc).replace(tzinfo=timezone.utc)
        if isinstance(v, datetime) and v.tzinfo
        else v
        for v in found
    ]


def test_nanoseconds_are_kept(machine: Machine) -> None:
    server = cluster(machine)
    written = pa.table({"ns": pa.array([1, 10**18 + 1, None], pa.timestamp("ns"))})
    with tm.connect(server.http) as session:
        session.write("main.nanos", written, mode="create")
    numbers = sorted(v for v in written.column("ns").cast(pa.int64()).to_pylist() if v is not None)
    got = ours(server, "SELECT * FROM main.nanos").column("ns")
    assert sorted(v for v in got.cast(pa.int64()).to_pylist() if v is not None) == numbers
    got = by_iceberg(machine, "nanos").column("ns")
    assert sorted(v for v in got.cast(pa.int64()).to_pylist() if v is not None) == numbers
    with_duckdb = duckdb.read_parquet(
        [str(file) for file in (store(machine) / "nanos" / "data").glob("*.parquet")]
    )
    assert sorted(v for (v,) in with_duckdb.project("epoch_ns(ns)").fetchall() if v is not None) == numbers


def test_small_files_are_joined_and_readers_see_the_same(machine: Machine) -> None:
    server = cluster(machine, "--compact-files", "8", "--table-retention", "1s")
    total = 0
    with tm.connect(server.http) as session:
        for i in range(20):
            nested = [{"l": [i, None], "t": "ö"}, None] * 5
            rows = {"i": [i] * 10, "t": [None, f"text {i}"] * 5, "s": nested}
            session.write("main.small", pa.table(rows))
            total += 10
            assert ours(server, "SELECT count(*) AS n FROM main.small")["n"].to_pylist() == [total]

        def joined() -> bool:
            return len(session.partitions("main.small")) < 8

        eventually("files are joined", joined)
    assert sorted(values(by_iceberg(machine, "small"), "i")) == sorted(list(range(20)) * 10)
    texts = "sum(case when t = 'text ' || cast(i as varchar) then 1 else 0 end)"
    assert ours(
        server, f"SELECT sum(i) AS s, count(*) AS n, count(t) AS c, {texts} AS t FROM main.small"
    ).to_pylist() == [{"s": 1900, "n": 200, "c": 100, "t": 100}]
    kept = [row for row in by_iceberg(machine, "small").to_pylist() if row["s"] is not None]
    assert len(kept) == 100
    assert all(row["s"] == {"l": [row["i"], None], "t": "ö"} for row in kept)
    data = store(machine) / "small" / "data"
    eventually("old files are swept", lambda: len(list(data.glob("*.parquet"))) < 12)


def test_a_lost_catalog_is_recovered_from_the_store(machine: Machine) -> None:
    server = cluster(machine)
    with tm.connect(server.http) as session:
        session.write("main.kept", pa.table({"i": [1, 2, 3]}), ingest_id="first")
    for process in reversed(machine.processes):
        process.stop()
    shutil.rmtree(machine.folder / "server" / "catalog")
    said = subprocess.run(
        [ROOT / "tadashi", "recover", "--data-dir", machine.folder / "server"],
        check=True, capture_output=True, text=True,
    ).stdout
    assert "main.kept: recovered, 3 rows" in said
    server = machine.server()
    machine.worker("worker", server.flight)
    attached(server)
    with tm.connect(server.http) as session:
        assert session.write("main.kept", pa.table({"i": [1, 2, 3]}), ingest_id="first").repeated
    assert values(ours(server, "SELECT i FROM main.kept ORDER BY i"), "i") == [1, 2, 3]


def test_the_store_main_may_be_a_bucket(machine: Machine, s3: Any) -> None:
    root = ("--store-root", "s3://test-bucket/lake")
    server = machine.server(*root)
    machine.worker("worker", server.flight)
    attached(server)
    big = pa.table({"i": range(300_000), "t": [f"text {i}" for i in range(300_000)]})
    with tm.connect(server.http) as session:
        session.write("main.cloud", big)
        session.write("main.cloud", big.slice(0, 10), ingest_id="ten")
    http_port, flight_port = server.ports()
    server.kill()
    server = machine.server(*root, http_port=http_port, flight_port=flight_port)
    attached(server)
    with tm.connect(server.http) as session:
        assert session.write("main.cloud", big.slice(0, 10), ingest_id="ten").repeated
    assert ours(server, "SELECT count(*) AS n, sum(i) AS s, count(DISTINCT t) AS d FROM main.cloud").to_pylist() == [
        {"n": 300_010, "s": sum(range(300_000)) + 45, "d": 300_000}
    ]
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket="test-bucket")["Contents"]]
    assert any(key.startswith("lake/cloud/metadata/") for key in keys)
    properties = {"s3.endpoint": os.environ["AWS_ENDPOINT_URL"], "s3.region": "us-east-1",
                  "s3.access-key-id": "test", "s3.secret-access-key": "test"}
    newest = max(key for key in keys if key.endswith(".metadata.json"))
    read = StaticTable.from_metadata(f"s3://test-bucket/{newest}", properties).scan().to_arrow()
    assert read.num_rows == 300_010


SEED = int(os.environ.get("TADASHI_SEED", random.randrange(2**31)))


@pytest.mark.parametrize("kill", ["server", "worker"])
def test_what_was_acknowledged_survives_kills_and_nothing_else_is_seen(
    machine: Machine, kill: str
) -> None:
    print(f"TADASHI_SEED={SEED}")
    dice = random.Random(f"{SEED} {kill}")
    server = machine.server("--compact-files", "4", "--table-retention", "2s")
    worker = machine.worker("worker", server.flight)
    attached(server)
    with tm.connect(server.http) as session:
        session.write("main.t", pa.table({"w": pa.array([], pa.int64()), "r": pa.array([], pa.int64())}))
    acknowledged: set[int] = set()
    tried: dict[int, int] = {}
    stop = threading.Event()
    url = server.http

    def append(first: int) -> None:
        number = first
        while not stop.is_set():
            number += 1
            rows = 1 + number % 7
            tried[number] = rows
            data = pa.table({"w": [number] * rows, "r": list(range(rows))})
            try:
                with tm.connect(url) as session:
                    session.write("main.t", data, mode="append", ingest_id=f"w{number}", progress=False)
                acknowledged.add(number)
            except Exception:  # noqa: BLE001  broken by a kill: it may be there, whole, or not
                stop.wait(0.2)

    threads = [threading.Thread(target=append, args=(1_000_000 * i,)) for i in range(3)]
    for thread in threads:
        thread.start()
    http_port, flight_port = server.ports()
    for _ in range(3):
        stop.wait(dice.uniform(0.5, 2.5))
        if kill == "server":
            server.kill()
            server = machine.server(
                "--compact-files", "4", "--table-retention", "2s",
                http_port=http_port, flight_port=flight_port,
            )
        else:
            worker.kill()
            worker = machine.worker("worker", server.flight)
        attached(server)
    stop.set()
    for thread in threads:
        thread.join()
    assert acknowledged
    read = ours(server, "SELECT w, count(*) AS n, count(DISTINCT r) AS d FROM main.t GROUP BY w")
    seen = {row["w"]: (row["n"], row["d"]) for row in read.to_pylist()}
    assert acknowledged <= seen.keys()
    for number, (n, d) in seen.items():
        assert n == d == tried[number], number
    by_others = by_iceberg(machine, "t")
    assert by_others.num_rows == sum(n for n, _ in seen.values())
