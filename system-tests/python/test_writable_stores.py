"""Tables that are written into stores beside main: folders and buckets that also hold plain files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from typing import Any

import adbc_driver_flightsql.dbapi as adbc
import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.parquet as parquet
import pytest
from processes import ROOT, Machine, Server, eventually
from pyiceberg.table import StaticTable

import tadashi_mizu as tm

ROWS = pa.table({"a": [1, 2, 3], "b": ["x", None, "größe"]})
PLAIN = pa.table({"p": [10, 20]})


class Lake:
    """A root with a plain table, as a folder or as a bucket."""

    def __init__(self, kind: str, machine: Machine, s3: Any) -> None:
        self.kind, self.s3 = kind, s3
        self.folder = machine.files / "lake"
        self.uri = f"file://{self.folder}" if kind == "file" else "s3://test-bucket/lake"
        self.folder.mkdir()
        parquet.write_table(PLAIN, self.folder / "plain.parquet")
        if kind == "s3":
            s3.upload_file(str(self.folder / "plain.parquet"), "test-bucket", "lake/plain.parquet")

    def paths(self) -> list[str]:
        if self.kind == "file":
            return sorted(str(file.relative_to(self.folder)) for file in self.folder.rglob("*") if file.is_file())
        listed = self.s3.list_objects_v2(Bucket="test-bucket", Prefix="lake/").get("Contents", [])
        return sorted(item["Key"].removeprefix("lake/") for item in listed)

    def by_iceberg(self, table: str) -> pa.Table:
        metadata = max(path for path in self.paths() if path.startswith(f"{table}/metadata/") and path.endswith(".json"))
        properties = {} if self.kind == "file" else {
            "s3.endpoint": os.environ["AWS_ENDPOINT_URL"], "s3.region": "us-east-1",
            "s3.access-key-id": "test", "s3.secret-access-key": "test",
        }
        return StaticTable.from_metadata(f"{self.uri}/{metadata}", properties).scan().to_arrow()


@pytest.fixture(params=["file", "s3"])
def lake(request: pytest.FixtureRequest, machine: Machine, s3: Any) -> Lake:
    return Lake(request.param, machine, s3)


def cluster(machine: Machine, **ports: int) -> Server:
    server = machine.server(**ports)
    if not ports:
        machine.worker("worker", server.flight)
    with tm.connect(server.http) as session:
        eventually("a worker", lambda: any(w.state == "healthy" for w in session.workers()))
    return server


def rows(session: tm.Session, query: str) -> list[dict[str, Any]]:
    return session.sql(query).result().to_arrow().to_pylist()


def names(session: tm.Session) -> set[str]:
    return {str(table.name) for table in session.tables("lake")}


def write_by_every_door(server: Server, session: tm.Session) -> None:
    session.write("lake.t", ROWS, "create", ingest_id="first")
    with flight.FlightClient(f"grpc://{server.flight}") as client:
        writer, reader = client.do_put(flight.FlightDescriptor.for_path("lake", "t"), ROWS.schema)
        writer.write_table(ROWS)
        writer.done_writing()
        assert json.loads(reader.read().to_pybytes())["table"] == "lake.t"
        writer.close()
    with adbc.connect(f"grpc://{server.flight}", autocommit=True) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("t", ROWS, mode="append", db_schema_name="lake", catalog_name="tadashi")
        cursor.executemany("insert into lake.t values (?, ?)", [(4, "y"), (5, "z")])
    body = b'{"a": 6, "b": "json"}\n'
    headers = {"Content-Type": "application/x-ndjson"}
    with urllib.request.urlopen(
        urllib.request.Request(f"{server.http}/v1/tables/lake.t/rows?mode=append", body, headers)
    ) as answer:
        assert json.loads(answer.read())["rows"] == 1
    rows(session, "insert into lake.t select p, 'plain' from lake.plain")
    rows(session, "create table lake.copied as select a from lake.t")
    assert rows(session, "select count(*) n, sum(a) s from lake.t") == [{"n": 14, "s": 63}]


def test_tables_are_written_into_any_store_that_is_registered_so(machine: Machine, lake: Lake) -> None:
    server = cluster(machine)
    with tm.connect(server.http) as session:
        session.register_object_store(lake.uri, "lake")
        with pytest.raises(tm.UserError, match="'lake' is not writable.*writable"):
            session.write("lake.t", ROWS)
        with pytest.raises(tm.UserError, match="there is no object store 'pond'"):
            session.write("pond.t", ROWS)
        session.drop_object_store("lake")
        assert session.register_object_store(lake.uri, "lake", writable=True).writable
        assert rows(session, "select name, writable from system.object_stores order by name") == [
            {"name": "lake", "writable": True}, {"name": "main", "writable": True}
        ]
        write_by_every_door(server, session)
        with pytest.raises(tm.UserError, match="is files, which are only read"):
            session.write("lake.plain", PLAIN)
        with pytest.raises(tm.UserError, match="is files, which are only read"):
            rows(session, "create table lake.plain as select 1 as x")
        session.tables("lake", refresh=True)
        assert names(session) == {"lake.plain", "lake.t", "lake.copied"}
        assert rows(session, "select sum(p) s from lake.plain") == [{"s": 30}]
        rows(session, "delete from lake.t where a > 3")
        rows(session, "drop table lake.copied")
        session.tables("lake", refresh=True)
        assert names(session) == {"lake.plain", "lake.t"}
        expected = rows(session, "select * from lake.t order by a, b")
    assert sorted(map(repr, lake.by_iceberg("t").to_pylist())) == sorted(map(repr, expected))
    http_port, flight_port = server.ports()
    server.kill()
    server = cluster(machine, http_port=http_port, flight_port=flight_port)
    with tm.connect(server.http) as session:
        assert rows(session, "select * from lake.t order by a, b") == expected
        assert session.write("lake.t", ROWS, "create", ingest_id="first").repeated


def test_registering_a_store_again_finds_its_tables(machine: Machine, lake: Lake) -> None:
    server = cluster(machine)
    with tm.connect(server.http) as session:
        session.register_object_store(lake.uri, "lake", writable=True)
        session.write("lake.t", ROWS, ingest_id="first")
        session.write("lake.gone", ROWS)
        rows(session, "drop table lake.gone")
        session.drop_object_store("lake")
        with pytest.raises(tm.UserError, match="UNKNOWN"):
            rows(session, "select * from lake.t")
        session.register_object_store(lake.uri, "sea", writable=True)
        assert {str(table.name) for table in session.tables("sea")} == {"sea.t", "sea.plain"}
        assert rows(session, "select count(*) n from sea.t") == [{"n": 3}]
        assert session.write("sea.t", ROWS, ingest_id="first").repeated
    for process in reversed(machine.processes):
        process.stop()
    machine.processes.clear()
    shutil.rmtree(machine.folder / "server" / "catalog")
    server = cluster(machine)
    with tm.connect(server.http) as session:
        session.register_object_store(lake.uri, "lake", writable=True)
        assert names(session) == {"lake.plain", "lake.t"}
        session.write("lake.t", ROWS)
        assert rows(session, "select count(*) n from lake.t") == [{"n": 6}]


def test_http_registers_a_writable_store(machine: Machine, lake: Lake) -> None:
    server = cluster(machine)
    body = json.dumps({"uri": lake.uri, "name": "lake", "writable": True}).encode()
    with urllib.request.urlopen(
        urllib.request.Request(f"{server.http}/v1/object-stores", body, {"Content-Type": "application/json"})
    ) as answer:
        assert json.loads(answer.read())["store"]["writable"] is True
    request = urllib.request.Request(
        f"{server.http}/v1/tables/lake.t/rows", b"a\n1\n", {"Content-Type": "text/csv"}
    )
    with urllib.request.urlopen(request) as answer:
        assert json.loads(answer.read())["table"] == "lake.t"
    assert not [path for path in lake.paths() if path.startswith(".staging")]


def test_recover_looks_into_every_writable_store_that_is_known(machine: Machine, lake: Lake) -> None:
    server = cluster(machine)
    with tm.connect(server.http) as session:
        session.register_object_store(lake.uri, "lake", writable=True)
        session.write("lake.t", ROWS)
    server.stop()
    recover = [ROOT / "tadashi", "recover", "--data-dir", machine.folder / "server", "--file-root", machine.files]
    told = subprocess.run(recover, capture_output=True, text=True, check=True).stdout
    assert "lake.t: known to the catalog, left as it is" in told
